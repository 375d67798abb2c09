/** What removals wait for: a container being created may be about to use anything that is there. */
export class Holds {
  readonly #held = new Set<Promise<void>>()

  /** Holds until what this gives is called. */
  hold(): () => void {
    let letGo = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    this.#held.add(held)
    return () => {
      this.#held.delete(held)
      letGo()
    }
  }

  get any(): boolean {
    return this.#held.size > 0
  }

  /** Those that hold now have let go. */
  async released(): Promise<void> {
    await Promise.all(this.#held)
  }
}
