import type { ProcessConsole } from '../console/process-console.ts'
import { isAlive } from '../runtime/proc.ts'
import { type ExitFiles, readExit, type SeenExit, watchExit } from './exits.ts'
import type { Pid } from './metadata.ts'

/** conmon closes its sockets a moment before the exit file is there. */
const EXIT_FILE_GRACE_MS = 1000
/** A process whose monitor is gone is looked at this often. */
const UNMONITORED_POLL_MS = 1000

interface Listeners {
  /** once: the process has ended; `code` is null where its monitor went first */
  ended(exit: SeenExit): void
  /** once: conmon is gone and the process runs on, without console and exit code */
  lost(): void
}

/** A process under conmon: tells its end, or the loss of its monitor. Init and execs are watched alike. */
export class Monitored {
  readonly #files: ExitFiles
  readonly #process: Pid | null
  readonly #monitor: Pid | null
  readonly #listeners: Listeners
  readonly #stopWatching: () => void
  #timer: NodeJS.Timeout | null = null
  #done = false

  constructor(files: ExitFiles, process: Pid | null, monitor: Pid | null, listeners: Listeners) {
    this.#files = files
    this.#process = process
    this.#monitor = monitor
    this.#listeners = listeners
    this.#stopWatching = watchExit(files, (exit) => this.#end(exit))
    if (!lives(this.#monitor)) this.detached()
  }

  /** The console's socket ended by itself: either the exit file follows, or conmon was killed. */
  detached(): void {
    this.#after(EXIT_FILE_GRACE_MS, () => void this.#judge())
  }

  follow(console: ProcessConsole): void {
    console.onDetached(() => this.detached())
  }

  close(): void {
    this.#done = true
    this.#stopWatching()
    if (this.#timer) clearTimeout(this.#timer)
  }

  async #judge(): Promise<void> {
    const exit = readExit(this.#files)
    if (exit) return this.#end(exit)
    if (this.#done || lives(this.#monitor)) return
    if (!lives(this.#process)) return this.#endUnseen()
    this.#listeners.lost()
    this.#poll()
  }

  #poll(): void {
    this.#after(UNMONITORED_POLL_MS, () => {
      if (lives(this.#process)) this.#poll()
      else this.#endUnseen()
    })
  }

  #endUnseen(): void {
    this.#end({ code: null, oom: false, at: new Date() })
  }

  #end(exit: SeenExit): void {
    if (this.#done) return
    this.close()
    this.#listeners.ended(exit)
  }

  #after(ms: number, then: () => void): void {
    if (this.#done) return
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = setTimeout(then, ms)
    this.#timer.unref()
  }
}

const lives = (process: Pid | null) => process !== null && isAlive(process.pid, process.startTime)
