import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Automatic } from '../../../electron/engine/process/automatic.ts'
import type { InitHands } from '../../../electron/engine/process/init-hands.ts'
import type { Moments } from '../../../electron/engine/process/moments.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

// A fake, for nobody can have a container's memory stay missing for minutes.
test('by the clock, one that cannot be taken is due again a while later, not at once', async () => {
  const list = vi.fn(() => [])
  const meta = {
    state: 'running',
    filling: { checkpoint: 'cp-1', workPath: '/w', total: 1 },
    startedAt: new Date(Date.now() - 3_600_000).toISOString(),
    automatic: { everyMinutes: 1, beforeExec: false, beforeLimits: false, onText: null, keep: 1 },
  }
  const hands = { meta, ref: { namespace: 'default', id: 'c' }, context: { checkpoints: { list } } }
  const automatic = new Automatic(hands as unknown as InitHands, {
    moments: {} as unknown as Moments,
  })
  automatic.listen()
  await vi.advanceTimersByTimeAsync(150_000)
  automatic.close()
  // At its beginning, when it was due, and a minute after that, twice.
  expect(list).toHaveBeenCalledTimes(4)
})
