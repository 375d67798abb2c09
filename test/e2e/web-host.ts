import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { removeFolder } from '../../electron/engine/bundle/remove.ts'

const PROGRAM = new URL('../../out/main/web.cjs', import.meta.url).pathname

/** The real web host on folders of its own; its containers end with the test. */
export class WebHost {
  /** short: unix sockets lie below it */
  readonly dir: string
  readonly state: string
  readonly run: string
  url = ''
  said = ''
  /** what its environment holds besides */
  readonly env: NodeJS.ProcessEnv = {}
  /** the command that really runs: as another user, say */
  wrap: (command: string[]) => string[] = (command) => command
  #child: ChildProcess | null = null
  #port = 0

  /** On new folders, or on those of another host. */
  constructor(beside?: WebHost) {
    this.dir = beside?.dir ?? mkdtempSync('/tmp/re-')
    this.state = join(this.dir, 's')
    this.run = join(this.dir, 'r')
  }

  /** Starts it, the second time on the same port, so that an open page finds it again. */
  async start(): Promise<void> {
    const args = [
      process.execPath,
      PROGRAM,
      '--state',
      this.state,
      '--run',
      this.run,
      '--port',
      String(this.#port),
    ]
    const env = { ...process.env, ...this.env, RUNCIBLE_TOKEN: 'end-to-end-'.repeat(4) }
    const [program = '', ...rest] = this.wrap(args)
    const child = spawn(program, rest, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child = child
    child.stderr.on('data', (data) => {
      this.said += data
    })
    this.url = await new Promise((resolve, reject) => {
      child.stdout.on('data', (data) => {
        const found = /URL: (\S+)/.exec(String(data))
        if (found?.[1]) resolve(found[1])
      })
      child.once('exit', (code) =>
        reject(new Error(`the web host ended with ${code}: ${this.said}`)),
      )
    })
    this.#port = Number(new URL(this.url).port)
  }

  /** Ends the engine; containers run on. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#child
    this.#child = null
    if (!child || child.exitCode !== null) return
    child.kill(signal)
    await once(child, 'exit')
  }

  /** What the engine wrote down, oldest first. */
  journal(): { action: string; commands: { argv: string[] }[] }[] {
    const text = readFileSync(join(this.state, 'journal.jsonl'), 'utf8')
    // What follows the last line feed is still being written.
    const lines = text.split('\n').slice(0, -1)
    return lines.filter(Boolean).map((line) => JSON.parse(line))
  }

  /** The command lines of the last entry of `action`. */
  commandsOf(action: string): string[] {
    const entry = this.journal().findLast((one) => one.action === action)
    return entry?.commands.map(({ argv }) => argv.join(' ')) ?? []
  }

  /** Ends every container that it had, without it. */
  endContainers(): void {
    endContainersIn([join(this.run, 'runc'), join(this.dir, 'roots')])
  }

  /** Ends the engine and every container that it had, and removes the folders. */
  async remove(): Promise<void> {
    await this.stop('SIGKILL')
    this.endContainers()
    // What a container shares with its image is still mounted.
    await removeFolder(this.dir)
  }
}

/** Ends every container in folders of runtime roots, without their engine. */
export function endContainersIn(places: readonly string[]): void {
  for (const root of places.flatMap(folders)) {
    for (const id of folders(root)) runc(root, ['delete', '-f', id.slice(root.length + 1)])
  }
}

function folders(dir: string): string[] {
  try {
    return readdirSync(dir).map((name) => join(dir, name))
  } catch {
    return []
  }
}

/** runc by hand, as somebody at a terminal. */
export function runc(root: string, args: string[]): string {
  return execFileSync('runc', ['--root', root, ...args], { encoding: 'utf8' })
}
