/** Of an environment at most so much is read, bytes; a program may have been given megabytes. */
export const MOST_ENVIRONMENT = 256 * 1024
const MOST_VARIABLES = 2000
const MOST_NAME = 256
const MOST_VALUE = 4096

export interface Environment {
  /** in the order in which they lie there */
  variables: { name: string; value: string }[]
  /** nothing of it is left out */
  whole: boolean
  /** the program has written over it, as many do to show a title: it does not tell what it was given */
  overwritten: boolean
}

/** The text of /proc/PID/environ; what is no NAME=value has an empty value. */
export function parseEnvironment(text: string, whole = true): Environment {
  const all = text.replace(/\0$/, '').split('\0')
  const words = all.filter(Boolean)
  let cut = !whole || words.length > MOST_VARIABLES
  const short = (word: string, most: number) => {
    if (word.length > most) cut = true
    return word.slice(0, most)
  }
  const variables = words.slice(0, MOST_VARIABLES).map((word) => {
    const at = word.indexOf('=', 1)
    const [name, value] = at < 0 ? [word, ''] : [word.slice(0, at), word.slice(at + 1)]
    return { name: short(name, MOST_NAME), value: short(value, MOST_VALUE) }
  })
  // A title ends with what is left of a variable, or with nothing but NULs.
  const overwritten = text !== '' && (words.length < all.length || !all[0]?.includes('='))
  return { variables, whole: !cut, overwritten }
}
