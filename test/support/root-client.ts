import { createInterface } from 'node:readline'
import { z } from 'zod'
import { RootHost } from '../../electron/hosts/root.ts'
import { version } from '../../package.json'
import { type Client, createClient } from '../../shared/client.ts'
import { toWireError } from '../../shared/errors.ts'

/**
 * The ways to root's engine in a process of an ordinary user: an order a line on stdin, JSON, and an answer a line on stdout.
 * Arguments: the engine's folder, then flags for it.
 */
const Order = z.object({
  do: z.enum(['connect', 'call', 'close']),
  /** which connection; they count from 0 */
  at: z.number().default(0),
  name: z.string().default(''),
  input: z.unknown().optional(),
})

const [folder = '', ...flags] = process.argv.slice(2)
const host = new RootHost({ version, folders: [folder], flags })
const clients: Client[] = []
const lost: unknown[] = []

async function obey(line: string): Promise<unknown> {
  const order = Order.parse(JSON.parse(line))
  if (order.do === 'connect') {
    const channel = await host.connect(AbortSignal.timeout(30_000))
    const client = createClient(channel)
    void client.closed.then(() => lost.push(channel.lost && toWireError(channel.lost)))
    return { at: clients.push(client) - 1, command: host.command }
  }
  const client = clients[order.at]
  if (order.do === 'call') return client?.call(order.name as never, order.input as never)
  client?.close()
  await client?.closed
  return { lost }
}

for await (const line of createInterface({ input: process.stdin })) {
  const answer = await obey(line).then(
    (value) => ({ value }),
    (error) => ({ error: toWireError(error) }),
  )
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
process.exit()
