/** What the browser says of a regular expression that is none; null where it is one. */
export function regexProblem(text: string): string | null {
  try {
    new RegExp(text)
    return null
  } catch (error) {
    return (error as Error).message.replace(/^Invalid regular expression: /, '')
  }
}
