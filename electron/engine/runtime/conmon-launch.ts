import { type ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { childEnv } from './child-env.ts'
import { descendantsOf, sendSignal } from './proc.ts'
import { type Argv, killGroup, notRun } from './run.ts'
import { withoutWithheld } from './withheld.ts'

/** conmon has left within this after it said that its runtime failed, or it is killed. */
const LEAVE_MS = 2000
/** A killed process is gone after about this. */
const DYING_MS = 5

const Answer = z.object({ data: z.number().int(), message: z.string().optional() })
/** A line of conmon's: `data` is a pid, or negative for a failure that `message` explains. */
export type Answer = z.infer<typeof Answer>

/** The descriptors that conmon is told of in its environment. */
const SYNC = 3
const START = 4
const ATTACH = 5
const CREATE_PIPES = { _OCI_SYNCPIPE: String(SYNC) }
const EXEC_PIPES = {
  ...CREATE_PIPES,
  _OCI_STARTPIPE: String(START),
  _OCI_ATTACHPIPE: String(ATTACH),
}

interface LaunchOptions {
  /** conmon's own, -P */
  pidFile: string
  env: Record<string, string>
  cwd: string
  /** for --exec-attach: with the pipes on which it waits to be attached to */
  attach: boolean
}

/**
 * conmon, started and not yet on its own. It becomes a daemon in a session of its own, so its pipes are all that is left of
 * it here. The sync pipe answers once with the pid, or why there is none, and ends when conmon does. With `attach` it
 * waits for a byte on the start pipe before it forks, says on the attach pipe when it can be attached to, and waits for
 * another byte before it runs the runtime. Not run(): that waits for pipes to end, and these last as long as the container.
 */
export class ConmonLaunch {
  readonly #argv: Argv
  readonly #child: ChildProcess
  readonly #pidFile: string
  readonly #left: Promise<void>
  #said = ''
  #notStarted: Error | null = null

  constructor(argv: Argv, { pidFile, env, cwd, attach }: LaunchOptions) {
    const [program, ...args] = argv
    const pipes = attach ? EXEC_PIPES : CREATE_PIPES
    this.#argv = argv
    this.#pidFile = pidFile
    this.#child = spawn(program, args, {
      env: { ...childEnv(env), ...pipes },
      stdio: withoutWithheld([
        'ignore',
        'pipe',
        'pipe',
        ...Object.keys(pipes).map(() => 'pipe' as const),
      ]),
      detached: true,
      // Where it writes `oom`; it holds the folder for as long as it lives.
      cwd,
    })
    for (const stream of this.#child.stdio) stream?.on('error', () => {})
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#said += text
      })
    }
    this.#left = new Promise((resolve) => {
      this.#child.once('exit', () => resolve())
      this.#child.once('error', (error) => {
        this.#notStarted = error
        resolve()
      })
    })
  }

  /** Not yet a daemon, and not ended. */
  get lives(): boolean {
    return (
      this.#notStarted === null && this.#child.exitCode === null && this.#child.signalCode === null
    )
  }

  /** What it printed before it became a daemon: how it refuses its own options. */
  get said(): string {
    return this.#said.trim()
  }

  /**
   * Takes conmon through its start, with `beforeRun` at the moment when it can be attached to and nothing runs yet.
   * Gives its answer, when its pid file is there too; null where it ended without one. Throws `unavailable` where conmon
   * is missing.
   */
  async talk(beforeRun?: () => Promise<void>): Promise<Answer | null> {
    const answered = this.#answer(SYNC)
    if (beforeRun) {
      const attachable = this.#answer(ATTACH)
      this.#release()
      if (await attachable) {
        await beforeRun()
        this.#release()
      }
    }
    const answer = await answered
    await this.#left
    if (this.#notStarted) throw notRun(this.#argv, this.#notStarted)
    return answer
  }

  #release(): void {
    this.#pipe(START).write('\0')
  }

  /** Leaves it to itself. */
  letGo(): void {
    for (const stream of this.#child.stdio) stream?.destroy()
  }

  /** Waits until conmon has ended after a failure of its runtime; kills it where it does not. */
  async awaitEnd(): Promise<void> {
    if (!(await this.#ended(LEAVE_MS))) await this.kill()
    this.letGo()
  }

  /** Ends it with the runtime and all else below it. What the runtime made meanwhile is not undone. */
  async kill(): Promise<void> {
    killGroup(this.#child.pid, 'SIGKILL')
    await this.#left
    const daemon = Number.parseInt(await readFile(this.#pidFile, 'utf8').catch(() => ''), 10)
    if (daemon > 1 && !this.#pipe(SYNC).readableEnded) {
      // Stopped, it cannot leave, and as a subreaper it keeps all orphans below it until the last has ended.
      killGroup(daemon, 'SIGSTOP')
      await killBelow(daemon)
      killGroup(daemon, 'SIGKILL')
    }
    await this.#ended(LEAVE_MS)
    this.letGo()
  }

  /** conmon holds the other end of the sync pipe until it ends. */
  async #ended(withinMs: number): Promise<boolean> {
    const pipe = this.#pipe(SYNC)
    if (pipe.readableEnded || pipe.destroyed) return true
    const ended = new Promise<true>((resolve) => pipe.once('end', () => resolve(true)))
    pipe.resume()
    return Promise.race([ended, sleep(withinMs, false, { ref: false })])
  }

  /** The first line of a pipe, which may stay open after it; null where it ends without one. */
  #answer(fd: number): Promise<Answer | null> {
    const pipe = this.#pipe(fd)
    pipe.setEncoding('utf8')
    return new Promise((resolve) => {
      let text = ''
      pipe.on('data', (more: string) => {
        text += more
        const end = text.indexOf('\n')
        if (end >= 0) resolve(parse(text.slice(0, end)))
      })
      pipe.once('close', () => resolve(null))
      pipe.once('end', () => resolve(null))
    })
  }

  #pipe(fd: number): Socket {
    return this.#child.stdio[fd] as Socket
  }
}

/** Kills everything below a process, also what is forked meanwhile. */
async function killBelow(pid: number): Promise<void> {
  const until = Date.now() + LEAVE_MS
  for (let below = descendantsOf(pid); below.length > 0; below = descendantsOf(pid)) {
    for (const child of below) sendSignal(child, 'SIGKILL')
    if (Date.now() > until) return
    await sleep(DYING_MS)
  }
}

/** conmon escapes by hand: what is no JSON after all still says whether it failed. */
function parse(line: string): Answer {
  try {
    return Answer.parse(JSON.parse(line))
  } catch {
    const data = Number(/"data": (-?\d+)/.exec(line)?.[1] ?? -1)
    return { data, message: line }
  }
}
