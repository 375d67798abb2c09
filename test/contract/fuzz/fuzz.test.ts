import { describe, expect, test, vi } from 'vitest'
import { createClient } from '../../../shared/client.ts'
import { serve } from '../../../shared/server.ts'
import { RecordingService } from '../recording-service.ts'
import { callSamples } from '../samples.ts'
import type { TransportKind } from '../transport.ts'
import { door } from '../transports/door.ts'
import { electron } from '../transports/electron.ts'
import { memory } from '../transports/memory.ts'
import { websocket } from '../transports/websocket.ts'
import { attack } from './attack.ts'

const COUNT = 10_000
/** RUNCIBLE_FUZZ_SEED repeats a run. */
const SEED = Number(process.env.RUNCIBLE_FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31))
/** Over the last four fifths, 8,000 messages: less than a hundred bytes for each would be a leak of something small. */
const GROWTH_BYTES = 768 * 1024
const READS = new Set(['engine.preflight', 'engine.snapshot'])

/** What went wrong where nobody catches it; vitest would only say so after all tests. */
function listen() {
  const uncaught: unknown[] = []
  const note = (error: unknown) => uncaught.push(error)
  process.on('uncaughtException', note)
  process.on('unhandledRejection', note)
  return {
    uncaught,
    stop: () => process.off('uncaughtException', note).off('unhandledRejection', note),
  }
}

describe.each<TransportKind>([memory, electron, websocket, door])('over $name', (kind) => {
  test(`${COUNT} malformed, oversized, disordered and foreign messages change nothing`, async () => {
    const service = new RecordingService()
    const transport = await kind.start((channel) => serve(channel, service))
    const good = createClient((await transport.connect()).channel)
    const ear = listen()
    const complaints = vi.spyOn(console, 'error').mockImplementation(() => {})
    const reached: string[] = []
    try {
      const { closed, used } = await attack(transport, {
        count: COUNT,
        seed: SEED,
        onFifth() {
          reached.push(...service.handled.splice(0).map(({ name }) => name))
          expect(service.opened.filter(({ closings }) => closings !== 1)).toEqual([])
          expect(service.opened.flatMap(({ received }) => received)).toEqual([])
          service.opened.length = 0
        },
      })
      const told = used.map((bytes) => (bytes / 1e6).toFixed(2)).join(', ')
      console.log(
        `${kind.name}, seed ${SEED}: ${closed} closed; in use after each fifth ${told} MB`,
      )
      expect(reached.filter((name) => !READS.has(name))).toEqual([])
      expect(ear.uncaught).toEqual([])
      expect(complaints.mock.calls).toEqual([])
      expect((used.at(-1) ?? 0) - (used.at(0) ?? 0)).toBeLessThan(GROWTH_BYTES)
      expect(await good.call('engine.snapshot', {})).toEqual(callSamples['engine.snapshot'].output)
      await vi.waitFor(() => expect(service.subscribers).toBe(1))
    } finally {
      ear.stop()
      complaints.mockRestore()
      good.close()
      await transport.close()
    }
  }, 120_000)
})
