/** A file that is no lesson: which line says so, from 1, and why. */
export class MalformedLesson extends Error {
  override readonly name = 'MalformedLesson'
  readonly line: number

  constructor(line: number, why: string) {
    super(why)
    this.line = line
  }
}
