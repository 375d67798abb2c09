import { expect, test } from 'vitest'
import { explainPidsLimit } from '../../../electron/engine/process/pids-limit.ts'
import { RuncibleError } from '../../../shared/errors.ts'

const failed = (said: string, code: 'runtime-failed' | 'cancelled' = 'runtime-failed') =>
  new RuncibleError(code, `OCI runtime exec failed: ${said}`, { said, command: ['conmon'] })

/** As runc 1.1.5 said them with a limit of 5. */
test.each([
  'exec failed: unable to start container process: read init-p: connection reset by peer',
  'exec failed: unable to start container process: EOF',
  'runtime: failed to create new OS thread (have 5 already; errno=11), fatal error: newosproc',
  'fork/exec /proc/self/exe: resource temporarily unavailable',
])('%s: the limit is named, the rest is kept', (said) => {
  expect(explainPidsLimit(failed(said), 5)).toMatchObject({
    code: 'runtime-failed',
    message: `OCI runtime exec failed: ${said}`,
    details: { said, command: ['conmon'], hint: expect.stringContaining('may have 5 processes') },
  })
})

test('other failures, and containers without a limit, are left as they are', () => {
  const missing = failed('exec: "/nope": stat /nope: no such file or directory')
  expect(explainPidsLimit(missing, 5)).toBe(missing)
  const unlimited = failed('EOF')
  expect(explainPidsLimit(unlimited, undefined)).toBe(unlimited)
  const cancelled = failed('EOF', 'cancelled')
  expect(explainPidsLimit(cancelled, 5)).toBe(cancelled)
})
