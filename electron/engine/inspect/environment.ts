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
}

/** The text of /proc/PID/environ; what is no NAME=value has an empty value. */
export function parseEnvironment(text: string, whole = true): Environment {
  const words = text.split('\0').filter(Boolean)
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
  return { variables, whole: !cut }
}
