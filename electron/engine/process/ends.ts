/** Those who wait until a process has ended. */
export class Ends {
  readonly #waiting = new Set<() => void>()

  /** It has. */
  tell(): void {
    for (const tell of this.#waiting) tell()
  }

  /** True once it has ended; false where it has not in `ms`. */
  within(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const answer = (ended: boolean) => {
        clearTimeout(late)
        this.#waiting.delete(onEnd)
        resolve(ended)
      }
      const onEnd = () => answer(true)
      const late = setTimeout(() => answer(false), ms)
      this.#waiting.add(onEnd)
    })
  }
}
