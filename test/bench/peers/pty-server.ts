import * as pty from 'node-pty'
import { makeToken } from '../../../electron/http/tokens.ts'
import { startWebServer } from '../../../electron/web/server.ts'
import { ConsoleTarget, ConsoleUp } from '../../../shared/contract.ts'
import { type Channel, Frame } from '../../../shared/wire.ts'
import { ENV } from '../programs.ts'

/** What stands in an argument for the container whose console is opened. */
export const THE_CONTAINER = '{id}'

/**
 * Serves bare ptys through the web host's own server, and prints its address as that does. `argv`: the program that each of
 * them runs; THE_CONTAINER in it is replaced.
 */
export async function servePtys(argv: readonly string[]): Promise<void> {
  const server = await startWebServer({
    files: new Map(),
    token: makeToken(),
    port: 0,
    attach: (channel) => serveChannel(channel, argv),
  })
  console.log(`URL: ${server.url}`)
}

/** Every console that is opened is a program of its own, with nothing between the pty and the wire. */
function serveChannel(channel: Channel, argv: readonly string[]): void {
  const ptys = new Map<number, pty.IPty>()
  channel.onFrame((data) => {
    const frame = Frame.parse(data)
    if (frame.t === 'open') ptys.set(frame.id, open(channel, frame.id, frame.input, argv))
    if (frame.t !== 'up') return
    const up = ConsoleUp.parse(frame.value)
    // With no encoding node-pty gives and takes bytes, whatever its types say.
    if (up.kind === 'input') ptys.get(frame.id)?.write(Buffer.from(up.bytes) as unknown as string)
  })
  channel.onClose(() => {
    for (const one of ptys.values()) one.kill('SIGKILL')
    process.exit()
  })
}

function open(channel: Channel, id: number, input: unknown, argv: readonly string[]) {
  const target = ConsoleTarget.parse(input)
  if (target.kind !== 'init') throw new Error('only an init has a pty here')
  const [program = '', ...args] = argv.map((part) => part.replaceAll(THE_CONTAINER, target.id))
  const opened = pty.spawn(program, args, { encoding: null, cols: 80, rows: 24, env: ENV })
  let offset = 0
  opened.onData((data) => {
    const bytes = data as unknown as Uint8Array
    channel.send({ t: 'down', id, value: { kind: 'data', offset, source: 'stdout', bytes } })
    offset += bytes.length
  })
  return opened
}
