import { createInterface } from 'node:readline/promises'

/**
 * Asks once, on the terminal; every later call gives the first answer.
 * @param {boolean} yes answered beforehand, by --yes or in CI
 * @returns {{ given: () => Promise<boolean>, possible: boolean }} possible: there is somebody to ask, or no need to
 */
export function consent(yes) {
  const possible = yes || Boolean(process.stdin.isTTY && process.stdout.isTTY)
  /** @type {Promise<boolean> | undefined} */
  let answer
  const ask = async () => {
    if (yes || !possible) return yes
    const lines = createInterface({ input: process.stdin, output: process.stdout })
    try {
      return !/^n/i.test((await lines.question('Install this now? [Y/n] ')).trim())
    } finally {
      lines.close()
    }
  }
  return {
    possible,
    given: () => {
      answer ??= ask()
      return answer
    },
  }
}
