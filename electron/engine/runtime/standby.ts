import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import type { Socket } from 'node:net'
import { childEnv } from './child-env.ts'
import { hasProgram } from './proc.ts'
import { withoutWithheld } from './withheld.ts'

/** On top of the engine's own. */
type Environment = Record<string, string>

/** As many programs as a container's life can take in one go. */
const READY = 6
/** New ones are made once no program was asked for so long: making them costs nobody anything then. */
const QUIET_MS = 50
/**
 * What has begun has so long to itself: a fork beside it costs it some milliseconds, and somebody waits for it. What takes
 * longer leaves time for both.
 */
const ALONE_MS = 1000
/** Between two of them. Not setImmediate: unrefed, it waits for the next event, and would fork just when that has come. */
const PAUSE_MS = 4

/**
 * Reads the path of a file for stderr, then arguments, each a line after a "+", and variables of the environment, each after a
 * "=", and at a "." becomes the program that the arguments name. Constant: what is read is data and never parsed. Without the
 * "." nothing runs, for then whoever wrote has died.
 */
const WAIT = `IFS= read -r words || exit
while IFS= read -r line; do
  case $line in
    .) exec "$@" </dev/null 2>>"$words" ;;
    =*) export "\${line#=}" ;;
    *) set -- "$@" "\${line#+}" ;;
  esac
done`

/**
 * Processes that were forked when there was time, each to become one program. A fork copies the engine's page tables, and
 * the engine waits until the child has begun its program: 1 to 3 ms of a click, where a whole `runc kill` takes 5. They end
 * with the engine, however that ends: their stdin ends then.
 */
export class Standby {
  readonly #waiting: ChildProcess[] = []
  #owners = 0
  /** of the waiting ones; null: none was asked for yet */
  #env: Environment | null = null
  #quiet: NodeJS.Timeout | null = null
  /** what has begun and is not over */
  readonly #going = new Set<symbol>()
  #begunAt = 0

  /** From now on programs are forked for beforehand, until the function given back is called. */
  open(): () => void {
    this.#owners++
    return () => {
      if (--this.#owners === 0) this.#end()
    }
  }

  /**
   * A process that begins `argv`, with stdin and stdout on /dev/null and stderr appended to a file; null where none waits, or
   * where it cannot be told that (an environment with less than theirs, a line feed in an argument, a program that may not be
   * run).
   */
  take(
    argv: readonly string[],
    { env = {}, stderrFile }: { env?: Environment | undefined; stderrFile: string },
  ): ChildProcess | null {
    if (this.#owners === 0) return null
    if (this.#quiet) this.#postpone()
    else this.#quiet = setTimeout(() => this.#fill(), QUIET_MS).unref()
    const more = this.#beyond(env)
    const lines = [
      stderrFile,
      ...more.map(([name, value]) => `=${name}=${value}`),
      ...argv.map((argument) => `+${argument}`),
      '.',
      '',
    ]
    if (lines.some(cannotBeToldOf)) return null
    const child = isRunnable(argv[0]) ? this.#next() : null
    if (!child) return null
    child.once('exit', this.begun())
    child.ref()
    child.stdin?.end(lines.join('\n'))
    return child
  }

  /** Something has begun that people wait for: new ones are made once the function given back was called, or it takes long. */
  begun(): () => void {
    const one = Symbol()
    this.#going.add(one)
    this.#begunAt = performance.now()
    this.#postpone()
    return () => {
      this.#going.delete(one)
      this.#postpone()
    }
  }

  #postpone(): void {
    this.#quiet?.refresh()
  }

  /** What an environment has besides that of the waiting ones; with one that has less, others are to wait from now on. */
  #beyond(env: Environment): [name: string, value: string][] {
    if (!Object.keys(this.#env ?? {}).every((name) => name in env)) this.#letGo()
    this.#env ??= env
    const ours = this.#env
    return Object.entries(env).filter(([name, value]) => ours[name] !== value)
  }

  #letGo(): void {
    this.#env = null
    for (const child of this.#waiting.splice(0)) child.stdin?.destroy()
  }

  /** One that somebody killed may not have been told of yet. */
  #next(): ChildProcess | null {
    const child = this.#waiting.pop()
    if (!child) return null
    return hasProgram(child.pid ?? 0) ? child : this.#next()
  }

  /** One in a turn, so that whatever happens meanwhile is not kept waiting for all of them. */
  #fill(): void {
    if (this.#waiting.length >= READY || this.#owners === 0) return
    if (this.#going.size > 0 && performance.now() - this.#begunAt < ALONE_MS) {
      this.#postpone()
      return
    }
    this.#waiting.push(this.#fork())
    setTimeout(() => this.#fill(), PAUSE_MS).unref()
  }

  #fork(): ChildProcess {
    const child = forkWaiting(this.#env ?? {})
    const forget = () => {
      const at = this.#waiting.indexOf(child)
      if (at >= 0) this.#waiting.splice(at, 1)
    }
    child.on('error', forget)
    child.on('exit', forget)
    child.stdin?.on('error', forget)
    child.unref()
    ;(child.stdin as Socket | null)?.unref()
    return child
  }

  #end(): void {
    if (this.#quiet) clearTimeout(this.#quiet)
    this.#quiet = null
    this.#letGo()
  }
}

/** A process that waits for its orders on stdin, as WAIT reads them. */
export const forkWaiting = (env: Environment): ChildProcess =>
  spawn('/bin/sh', ['-c', WAIT], {
    env: childEnv(env),
    stdio: withoutWithheld(['pipe', 'ignore', 'ignore']),
    detached: true,
  })

/** A line feed would end the line; what holds a NUL is no argument. */
const cannotBeToldOf = (line: string) => line.includes('\n') || line.includes('\0')

function isRunnable(program: string | undefined): boolean {
  try {
    accessSync(program ?? '', constants.X_OK)
    return true
  } catch {
    return false
  }
}
