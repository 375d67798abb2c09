import { type FSWatcher, watch } from 'node:fs'
import { bytesBrought, KEEPER_FILES, type Keeper } from '../../runtime/lazy-pages.ts'
import { isAlive } from '../../runtime/proc.ts'
import { exitCodeIn } from './work-folder.ts'

/** How often the keeper is looked for: it tells of its own end by a file, unless it is killed. */
const LOOK_MS = 100
/** How often its progress is told. */
const TELL_MS = 250

interface Listeners {
  /** it has come further */
  brought(bytes: number): void
  /** once: CRIU's exit code; null where its keeper died without one */
  ended(code: number | null): void
}

/** A keeper at work: how far it is, and how it ends. */
export class KeeperWatch {
  readonly #keeper: Keeper
  readonly #folder: string
  readonly #listeners: Listeners
  readonly #files: FSWatcher
  readonly #look: NodeJS.Timeout
  readonly #tell: NodeJS.Timeout
  #closed = false

  constructor(keeper: Keeper, folder: string, listeners: Listeners) {
    this.#keeper = keeper
    this.#folder = folder
    this.#listeners = listeners
    this.#files = watch(folder, (_event, name) => {
      if (name === KEEPER_FILES.exit) this.#ended()
    })
    this.#files.on('error', () => this.#files.close())
    this.#look = setInterval(() => this.#lookAfter(), LOOK_MS).unref()
    this.#tell = setInterval(() => listeners.brought(bytesBrought(keeper)), TELL_MS).unref()
    // What was there before is told like what comes: after this call has returned.
    setImmediate(() => this.#lookAfter())
  }

  close(): void {
    this.#closed = true
    this.#files.close()
    clearInterval(this.#look)
    clearInterval(this.#tell)
  }

  #lookAfter(): void {
    const { pid, startTime } = this.#keeper
    // In this order: what has ended has written its file before.
    if (!isAlive(pid, startTime) || exitCodeIn(this.#folder) !== null) this.#ended()
  }

  #ended(): void {
    if (this.#closed) return
    this.close()
    this.#listeners.ended(exitCodeIn(this.#folder))
  }
}
