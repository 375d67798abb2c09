import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest'
import { type Client, createClient } from '../../shared/client.ts'
import type { ConsoleDown } from '../../shared/contract.ts'
import type { RuncibleError } from '../../shared/errors.ts'
import { serve } from '../../shared/server.ts'
import { unless } from '../support/unless.ts'
import { type Opened, RecordingService } from './recording-service.ts'
import { theConsole } from './samples.ts'
import type { Connection, Transport, TransportKind } from './transport.ts'
import { door } from './transports/door.ts'
import { electron } from './transports/electron.ts'
import { memory } from './transports/memory.ts'
import { relayed } from './transports/relayed.ts'
import { rootSocket } from './transports/root-socket.ts'
import { ssh } from './transports/ssh.ts'
import { stdio } from './transports/stdio.ts'
import { websocket } from './transports/websocket.ts'

/** Over ssh it is a part of its own: each connection takes a login. */
export const TRANSPORTS =
  process.env.RUNCIBLE_TEST_HOST === 'ssh'
    ? [ssh]
    : [memory, electron, websocket, door, relayed, stdio, rootSocket]

/** Declares the same tests over each transport; `wire` is a fresh one in every test. */
export const overEveryTransport = (declare: (wire: Wire) => void) =>
  overEach(declare, beforeEach, afterEach)

/** The same on one wire for all of these tests, which leave it as they found it: some transports take a program to open. */
export const overEveryTransportOnce = (declare: (wire: Wire) => void) =>
  overEach(declare, beforeAll, afterAll)

function overEach(
  declare: (wire: Wire) => void,
  before: typeof beforeAll,
  after: typeof afterAll,
): void {
  for (const kind of TRANSPORTS) {
    describe(`over ${kind.name}`, unless(kind.skip ?? ''), () => {
      const wire = new Wire()
      before(() => wire.open(kind))
      after(() => wire.close())
      declare(wire)
    })
  }
}

/** A client, a service, and the transport between them. */
class Wire {
  service!: RecordingService
  transport!: Transport
  connection!: Connection
  client!: Client

  async open(kind: TransportKind): Promise<void> {
    this.service = new RecordingService()
    this.transport = await kind.start((channel) => serve(channel, this.service))
    this.connection = await this.transport.connect()
    this.client = createClient(this.connection.channel)
  }

  async close(): Promise<void> {
    this.client.close()
    await this.transport.close()
  }

  /** A call that came and went: whatever was sent before it has been dealt with. */
  async settled(): Promise<void> {
    await this.client.call('engine.preflight', {})
  }

  /** Opens the console and gives what each side of it saw. */
  async openConsole() {
    const down: ConsoleDown[] = []
    const closings: (RuncibleError | null)[] = []
    const stream = this.client.open('console', theConsole, {
      onDown: (item) => down.push(item),
      onClose: (error) => closings.push(error),
    })
    await this.settled()
    return { stream, down, closings, opened: this.service.opened.at(-1) as Opened }
  }

  /** A second connection with its frames as they come, for what a client of ours hides. */
  async rawConnection() {
    const raw = await this.transport.connect()
    const frames: { t: string; id: number; error?: { code: string; message: string } }[] = []
    let closed = false
    raw.channel.onFrame((frame) => frames.push(frame as never))
    raw.channel.onClose(() => {
      closed = true
    })
    return { ...raw, frames, isClosed: () => closed }
  }
}
