import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Connection, Transport } from '../transport.ts'
import { type Layer, type Wild, wildMessages } from './messages.ts'

/** How many are sent at once, each on a connection of its own: they wait for answers most of the time. */
const LANES = 32
/** Ids of the questions between; no message of messages.ts uses one so high. */
const FIRST_QUESTION = 1_000_000
/** Bytes that begin a frame and never end it make every wire of bytes wait; then its sender goes. */
const UNFINISHED_MS = 30
/** An answer or a close comes within this time, or the service has stopped answering. */
const ANSWER_MS = 10_000

export interface Outcome {
  /** messages that closed their connection; the others were answered, or passed over */
  closed: number
  /** bytes in use after a collection, after each fifth */
  used: number[]
}

/**
 * Sends `count` wild messages over `transport`, and after each one asks a question that a good client may ask, on the same
 * connection: either it is answered, or the connection has been closed. Throws where neither happens.
 */
export async function attack(
  transport: Transport,
  { count, seed, onFifth }: { count: number; seed: number; onFifth?: () => void },
): Promise<Outcome> {
  const wild = wildMessages(await layersOf(transport), count, seed)
  const outcome: Outcome = { closed: 0, used: [] }
  for (let fifth = 0; fifth < 5; fifth++) {
    const part = wild.slice((count / 5) * fifth, (count / 5) * (fifth + 1))
    const lanes = Array.from({ length: LANES }, () => new Lane(transport))
    await Promise.all(
      lanes.map(async (lane) => {
        for (let one = part.pop(); one; one = part.pop()) {
          if (await lane.survives(one)) continue
          outcome.closed += 1
        }
        lane.end()
      }),
    )
    onFifth?.()
    outcome.used.push(await usedBytes())
  }
  return outcome
}

async function layersOf(transport: Transport): Promise<Layer[]> {
  const connection = await transport.connect()
  connection.drop()
  return [
    'frame',
    ...(connection.sendBytes ? (['bytes'] as const) : []),
    ...(connection.sendMessage ? (['message'] as const) : []),
    ...(transport.sendForeign ? (['foreign'] as const) : []),
  ]
}

/** A connection that is made anew whenever a message has closed it. */
class Lane {
  readonly #transport: Transport
  #connection: Connection | null = null
  #question = FIRST_QUESTION
  #answered: (survived: boolean) => void = () => {}

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** Sends one, then a question. False: the connection was closed. */
  async survives(wild: Wild): Promise<boolean> {
    const connection = await this.#connected()
    const answer = new Promise<boolean>((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`neither answered nor closed after ${JSON.stringify(wild)}`)),
        ANSWER_MS,
      )
      this.#answered = (survived) => {
        clearTimeout(late)
        resolve(survived)
      }
    })
    await this.#send(connection, wild)
    this.#question += 1
    connection.sendRaw({ t: 'call', id: this.#question, name: 'engine.preflight', input: {} })
    if (wild.layer !== 'bytes') return answer
    const unfinished = setTimeout(() => connection.drop(), UNFINISHED_MS)
    return answer.finally(() => clearTimeout(unfinished))
  }

  end(): void {
    this.#connection?.drop()
  }

  async #send(connection: Connection, wild: Wild): Promise<void> {
    switch (wild.layer) {
      case 'frame':
        for (const frame of wild.frames) connection.sendRaw(frame)
        return
      case 'bytes':
        connection.sendBytes?.(wild.bytes)
        return
      case 'message':
        connection.sendMessage?.(wild.message)
        return
      case 'foreign':
        await this.#transport.sendForeign?.(wild.frame)
    }
  }

  async #connected(): Promise<Connection> {
    if (this.#connection) return this.#connection
    const connection = await this.#transport.connect()
    connection.channel.onFrame((frame) => {
      const { t, id } = frame as { t: string; id: number }
      if (t === 'ok' && id === this.#question) this.#answered(true)
    })
    connection.channel.onClose(() => {
      if (this.#connection === connection) this.#connection = null
      // Over IPC the page is still there, and what else it opened with it.
      connection.drop()
      this.#answered(false)
    })
    this.#connection = connection
    return connection
  }
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** What is in use once everything that can be collected is. */
async function usedBytes(): Promise<number> {
  // V8 holds the last string that a regular expression matched in, be it a megabyte.
  ;/x/.test('x')
  for (let round = 0; round < 3; round++) {
    // What a closed socket leaves goes in a turn of its own.
    await new Promise((resolve) => setTimeout(resolve, 50))
    collect()
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
