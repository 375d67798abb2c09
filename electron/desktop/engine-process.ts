import { join } from 'node:path'
import type { Channel } from '../../shared/wire.ts'
import { relay } from '../engine/door/door.ts'
import { FOLDERS_ENGINE, requireVersion, takeGreeting } from '../engine/door/greeting.ts'
import type { Entrance } from '../engine/door/open-or-join.ts'
import { channelOver } from '../engine/door/stream-channel.ts'
import type { Folders } from '../engine/paths.ts'
import { Program } from '../engine/runtime/program.ts'

export interface EngineProcessOptions {
  folders: Folders
  /** Runcible's own version: the engine must be of the same */
  version: string
  /** starts the engine without a window, but for its flags */
  command: readonly string[]
}

/** From Node's start to the engine's greeting, where another engine that is just ending holds the folders too. */
const GREETING_WITHIN_MS = 20_000
/** It lets go of consoles and folders first. */
const ENDS_WITHIN_MS = 2_000

/**
 * The engine in a process of plain Node. In Electron's own it cannot be: V8's memory cage forbids the buffers in which
 * node-unix-socket hands over what a console says, and Chromium's descriptors would be inherited by every conmon. It ends
 * with this process, however that ends; containers run on. Rejects with why it did not start.
 */
export async function openInNode(options: EngineProcessOptions): Promise<Entrance> {
  const engine = new EngineProcess(options)
  await engine.start()
  return engine
}

class EngineProcess implements Entrance {
  readonly joined = true
  readonly #options: EngineProcessOptions
  #starting: Promise<void> | null = null
  #running: { program: Program; life: Channel } | null = null
  readonly #windows = new Set<Channel>()
  #closed = false

  constructor(options: EngineProcessOptions) {
    this.#options = options
  }

  /** Windows come back by themselves once it has been started again. */
  attach(window: Channel): void {
    relay(this.#counted(window), join(this.#options.folders.run, 'engine.sock'), () => {
      this.start().catch((error: Error) => console.error(`the engine: ${error.message}`))
    })
  }

  #counted(window: Channel): Channel {
    this.#windows.add(window)
    return {
      send: (frame) => window.send(frame),
      onFrame: (listener) => window.onFrame(listener),
      onClose: (listener) =>
        window.onClose(() => {
          this.#windows.delete(window)
          listener()
        }),
      close: (violation) => window.close(violation),
    }
  }

  start(): Promise<void> {
    if (this.#closed) return Promise.resolve()
    this.#starting ??= this.#start().finally(() => {
      this.#starting = null
    })
    return this.#starting
  }

  async #start(): Promise<void> {
    const { folders, version, command } = this.#options
    // At once with its last client, of which we are one: `life` is a connection on which nothing is said.
    const flags = ['--stdio', '--state', folders.state, '--run', folders.run, '--linger', '0']
    const program = await Program.start([...command, ...flags], {
      ownSession: true,
      hint: 'Node must be there for it.',
    })
    try {
      const greeting = await takeGreeting(program.output, { timeoutMs: GREETING_WITHIN_MS })
      requireVersion(greeting, version, FOLDERS_ENGINE)
      this.#running = { program, life: channelOver(program.output, program.input) }
    } catch (error) {
      program.kill()
      throw error
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#starting?.catch(() => {})
    for (const window of this.#windows) window.close()
    this.#running?.life.close()
    await this.#running?.program.goesWithin(ENDS_WITHIN_MS)
  }
}
