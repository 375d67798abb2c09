import { expect, test, vi } from 'vitest'
import { EngineBeside } from '../../../electron/desktop/engine-beside.ts'
import { localChannel } from '../../../electron/desktop/local-channel.ts'
import type { Entrance } from '../../../electron/engine/door/open-or-join.ts'
import { createClient } from '../../../shared/client.ts'
import { RuncibleError } from '../../../shared/errors.ts'
import { serve } from '../../../shared/server.ts'
import { RecordingService } from '../../contract/recording-service.ts'
import { callSamples } from '../../contract/samples.ts'

const entrance = (service = new RecordingService()) => ({
  joined: false,
  attach: vi.fn((channel) => serve(channel, service)),
  close: vi.fn(async () => {}),
})

function connect(engine: EngineBeside) {
  const [mine, theirs] = localChannel()
  engine.attach(theirs)
  return createClient(mine)
}

test('a page that came before the engine waits for it, with what it had asked', async () => {
  let open: (entrance: Entrance) => void = () => {}
  const opened = vi.fn(() => new Promise<Entrance>((resolve) => (open = resolve)))
  const engine = new EngineBeside(opened)
  const asked = connect(engine).call('engine.snapshot', {})
  const other = connect(engine).call('engine.preflight', {})
  await new Promise((resolve) => setTimeout(resolve, 20))
  open(entrance())
  expect(await asked).toEqual(callSamples['engine.snapshot'].output)
  expect(await other).toEqual(callSamples['engine.preflight'].output)
  expect(opened).toHaveBeenCalledOnce()
})

test('one that cannot be opened says why to each page, and is tried again when it comes back', async () => {
  const why = new RuncibleError('unavailable', 'another holds it', { hint: 'Close the other.' })
  const opened = vi
    .fn<() => Promise<Entrance>>()
    .mockRejectedValueOnce(why)
    .mockResolvedValue(entrance())
  const engine = new EngineBeside(opened)
  const page = connect(engine)
  await expect(page.call('engine.snapshot', {})).rejects.toMatchObject({
    code: 'unavailable',
    message: 'another holds it',
    details: { hint: 'Close the other.' },
  })
  await page.closed
  const again = connect(engine)
  expect(await again.call('engine.snapshot', {})).toEqual(callSamples['engine.snapshot'].output)
})

test('what stops it from opening is no fault of Runcible’s, and says what to do', async () => {
  const engine = new EngineBeside(() => Promise.reject(new Error('ENOTDIR: not a directory')))
  await expect(connect(engine).call('engine.snapshot', {})).rejects.toMatchObject({
    code: 'unavailable',
    message: 'ENOTDIR: not a directory',
    details: { hint: expect.stringContaining('Put right what it names') },
  })
})

test('a page that left before is not served, and an engine that opens too late is closed', async () => {
  let open: (entrance: Entrance) => void = () => {}
  const engine = new EngineBeside(() => new Promise((resolve) => (open = resolve)))
  connect(engine).close()
  const late = connect(engine)
  const it = entrance()
  const closing = engine.close()
  open(it)
  await closing
  await late.closed
  expect(it.attach).not.toHaveBeenCalled()
  expect(it.close).toHaveBeenCalledOnce()
})
