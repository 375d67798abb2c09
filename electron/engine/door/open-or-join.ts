import { join } from 'node:path'
import { RuncibleError } from '../../../shared/errors.ts'
import { serve } from '../../../shared/server.ts'
import type { Channel } from '../../../shared/wire.ts'
import { type EngineOptions, openEngine } from '../engine.ts'
import { knock, openDoor, relay } from './door.ts'

/** What a host lets its windows in to. */
export interface Entrance {
  /** true: the engine runs in another process */
  readonly joined: boolean
  /** Serves a window until its channel closes. */
  attach(channel: Channel): void
  /** Ends the engine where it is ours; containers run on. */
  close(): Promise<void>
}

export interface EntranceOptions extends EngineOptions {
  /** Sees every channel before it is served, a guest's at the door too, and gives the one that is. */
  admit?(channel: Channel): Channel
}

/**
 * Opens the engine with its door, or joins the one that manages the folders already.
 * Throws `unavailable` while another holds them and does not answer.
 */
export async function openOrJoin(options: EntranceOptions): Promise<Entrance> {
  const path = join(options.folders.run, 'engine.sock')
  try {
    return await openWithDoor(options, path)
  } catch (error) {
    const isHeld = error instanceof RuncibleError && error.code === 'unavailable'
    if (!isHeld || !(await answers(path))) throw error
    return new Joined(options, path)
  }
}

const admitted = ({ admit }: EntranceOptions, channel: Channel) => admit?.(channel) ?? channel

async function openWithDoor(options: EntranceOptions, path: string): Promise<Entrance> {
  const engine = await openEngine(options)
  const attach = (channel: Channel) => serve(admitted(options, channel), engine.service)
  const door = await openDoor(path, attach).catch(async (error) => {
    await engine.close()
    throw error
  })
  return {
    joined: false,
    attach,
    async close() {
      await door.close()
      await engine.close()
    },
  }
}

/** Passes its windows on to another process's engine, and takes over when that has ended: windows come back by themselves. */
class Joined implements Entrance {
  readonly #options: EntranceOptions
  readonly #path: string
  #own: Entrance | null = null
  #taking: Promise<void> | null = null

  constructor(options: EntranceOptions, path: string) {
    this.#options = options
    this.#path = path
  }

  get joined(): boolean {
    return this.#own === null
  }

  attach(channel: Channel): void {
    if (this.#own) this.#own.attach(channel)
    else relay(admitted(this.#options, channel), this.#path, () => this.#takeOver())
  }

  async close(): Promise<void> {
    await this.#taking
    await this.#own?.close()
  }

  #takeOver(): void {
    this.#taking ??= openWithDoor(this.#options, this.#path)
      .then(
        (own) => {
          this.#own = own
        },
        (error: Error) => console.error(`cannot take over: ${error.message}`),
      )
      .finally(() => {
        this.#taking = null
      })
  }
}

async function answers(path: string): Promise<boolean> {
  try {
    const channel = await knock(path)
    channel.close()
    return true
  } catch {
    return false
  }
}
