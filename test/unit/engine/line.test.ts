import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import {
  greetingLine,
  requireVersion,
  takeGreeting,
} from '../../../electron/engine/door/greeting.ts'
import { takeLine } from '../../../electron/engine/door/line.ts'
import { RuncibleError } from '../../../shared/errors.ts'

const options = { maxBytes: 10 }

test('a line that comes in pieces, and what follows it stays in the stream', async () => {
  const stream = new PassThrough()
  const line = takeLine(stream, options)
  for (const piece of ['a', 'bc', 'd\nre', 'st\nmore']) {
    stream.write(piece)
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(await line).toBe('abcd')
  expect(await takeLine(stream, options)).toBe('rest')
  const rest = new Promise((resolve) => stream.once('data', (data) => resolve(String(data))))
  expect(await rest).toBe('more')
})

test('ten bytes are a line, eleven are too many, with an end and without', async () => {
  const whole = new PassThrough()
  whole.write('0123456789\n')
  expect(await takeLine(whole, options)).toBe('0123456789')
  for (const text of ['0123456789a\n', '0123456789a']) {
    const stream = new PassThrough()
    stream.write(text)
    await expect(takeLine(stream, options)).rejects.toMatchObject({ code: 'invalid-input' })
  }
})

test('an end, a break, silence and a change of mind; none leaves a listener', async () => {
  const stream = () => new PassThrough()
  const ended = stream()
  ended.end('half')
  await expect(takeLine(ended, options)).rejects.toMatchObject({ code: 'disconnected' })
  await expect(takeLine(ended, options)).rejects.toMatchObject({ code: 'disconnected' })
  const broken = stream()
  const line = takeLine(broken, options)
  broken.destroy(new Error('reset'))
  await expect(line).rejects.toMatchObject({ code: 'disconnected' })
  const silent = stream()
  await expect(takeLine(silent, { ...options, timeoutMs: 10 })).rejects.toMatchObject({
    code: 'timeout',
  })
  const controller = new AbortController()
  const given = takeLine(silent, { ...options, signal: controller.signal })
  controller.abort()
  await expect(given).rejects.toMatchObject({ code: 'cancelled' })
  await expect(takeLine(silent, { ...options, signal: controller.signal })).rejects.toMatchObject({
    code: 'cancelled',
  })
  expect(silent.listenerCount('readable')).toBe(0)
})

test('a greeting is found behind what a login shell says, and stands alone', async () => {
  const stream = new PassThrough()
  stream.write(`Welcome!\n{"json": true}\nnull\n\n${greetingLine({ runcible: '1.2.3' })}frames`)
  expect(await takeGreeting(stream)).toEqual({ runcible: '1.2.3' })
  expect(String(stream.read())).toBe('frames')
})

test('an error in the place of a greeting arrives as it was thrown', async () => {
  const error = new RuncibleError('failed-precondition', 'no', { hint: 'Do this.' })
  const stream = new PassThrough()
  stream.write(greetingLine({ error: error.toWire() }))
  await expect(takeGreeting(stream)).rejects.toMatchObject({
    code: error.code,
    message: error.message,
    details: error.details,
  })
})

test('what is no engine is not listened to for ever', async () => {
  const stream = new PassThrough()
  stream.write('noise\n'.repeat(300))
  await expect(takeGreeting(stream)).rejects.toMatchObject({ code: 'unavailable' })
})

test('an engine of another build is refused', () => {
  requireVersion({ runcible: '1.0.0' }, '1.0.0', 'the engine on there')
  expect(() => requireVersion({ runcible: '1.0.1' }, '1.0.0', 'the engine on there')).toThrow(
    expect.objectContaining({
      code: 'failed-precondition',
      message: 'the engine on there is of version 1.0.1, and this is 1.0.0',
    }),
  )
})
