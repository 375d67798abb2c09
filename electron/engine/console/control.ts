import { closeSync, constants, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { TerminalSize } from '../../../shared/model.ts'

/**
 * conmon 2.1 that finds two lines in one read obeys the first twice and forgets the second. So at least this lies
 * between two of them, and only the newest size is kept meanwhile.
 */
const GAP_MS = 40
/** After several in a row the last is said once more: a busy conmon may have read two at once all the same. */
const REPEAT_MS = 400

/** Resizes a process's terminal through conmon's fifo `ctl`. Never waits; where conmon is gone nothing happens. */
export class ControlFifo {
  readonly #path: string
  #next: TerminalSize | null = null
  #last: TerminalSize | null = null
  #crowded = false
  #gap: NodeJS.Timeout | null = null
  #repeat: NodeJS.Timeout | null = null

  constructor(dir: string) {
    this.#path = join(dir, 'ctl')
  }

  resize(size: TerminalSize): void {
    this.#next = size
    if (this.#gap) this.#crowded = true
    else this.#say()
  }

  close(): void {
    for (const timer of [this.#gap, this.#repeat]) if (timer) clearTimeout(timer)
    this.#next = null
  }

  #say(): void {
    const size = this.#next
    if (this.#repeat) clearTimeout(this.#repeat)
    if (size && writeLine(this.#path, `1 ${size.rows} ${size.cols}\n`)) {
      this.#last = size
      this.#next = null
    }
    this.#gap = setTimeout(() => {
      this.#gap = null
      if (this.#next) this.#say()
      else if (this.#crowded) this.#sayAgain()
    }, GAP_MS)
  }

  #sayAgain(): void {
    this.#crowded = false
    this.#repeat = setTimeout(() => {
      this.#next = this.#last
      this.#say()
    }, REPEAT_MS)
  }
}

/** False where the fifo is full: try again. */
function writeLine(path: string, line: string): boolean {
  let fd: number
  try {
    fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENXIO' || code === 'ENOENT') return true
    throw error
  }
  try {
    writeSync(fd, line)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EAGAIN') return false
    if (code === 'EPIPE') return true
    throw error
  } finally {
    closeSync(fd)
  }
}
