import { type FSWatcher, watch } from 'node:fs'

/** What happens within so short a time is looked at once. */
const TOGETHER_MS = 20

/** Hears from the kernel that something changed at some paths; what cannot be watched is seen by who looks again by themselves. */
export class Watched {
  readonly #changed: () => void
  readonly #watchers = new Map<string, FSWatcher>()
  #timer: NodeJS.Timeout | null = null
  #on = false
  /** what changes now is our own doing */
  ours = false

  constructor(changed: () => void) {
    this.#changed = changed
  }

  get on(): boolean {
    return this.#on
  }

  begin(): void {
    this.#on = true
  }

  /** These and no others, while it is on. */
  set(paths: readonly string[]): void {
    if (!this.#on) return
    for (const path of this.#watchers.keys()) if (!paths.includes(path)) this.#drop(path)
    for (const path of paths) if (!this.#watchers.has(path)) this.#add(path)
  }

  close(): void {
    this.#on = false
    for (const path of this.#watchers.keys()) this.#drop(path)
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }

  #add(path: string): void {
    try {
      const watcher = watch(path, { persistent: false }, () => this.#soon())
      watcher.on('error', () => this.#drop(path))
      this.#watchers.set(path, watcher)
    } catch {
      // It is not there, or the user's watches are used up.
    }
  }

  #drop(path: string): void {
    this.#watchers.get(path)?.close()
    this.#watchers.delete(path)
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      this.#changed()
    }, TOGETHER_MS).unref()
  }
}
