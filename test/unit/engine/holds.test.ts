import { setImmediate as soon } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Holds } from '../../../electron/engine/holds.ts'

test('what waits goes on once all that held have let go, those that came later apart', async () => {
  const holds = new Holds()
  await holds.released()
  const [first, second] = [holds.hold(), holds.hold()]
  let released = false
  const waiting = holds.released().then(() => {
    released = true
  })
  const later = holds.hold()
  first()
  await soon()
  expect(released).toBe(false)
  second()
  await waiting
  expect(holds.any).toBe(true)
  later()
  expect(holds.any).toBe(false)
})
