import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { forecast } from '../../../electron/engine/checkpoint/forecast.ts'
import { which } from '../../../electron/engine/runtime/which.ts'
import { unless, without } from '../../support/unless.ts'

const reason = without({ ss: await which('ss'), nsenter: await which('nsenter') })

describe('a unix socket whose other end is in another process', unless(reason), () => {
  test('leads outside, unless that one was not looked at since there are too many', async () => {
    // Node's pipe is a pair of sockets.
    const child = spawn('sleep', ['100'], { stdio: ['pipe', 'ignore', 'ignore'] })
    const pid = child.pid ?? 0
    try {
      const kinds = async (pids: number[]) =>
        (await forecast(pids, { folder: null, leftOut: [], problem: '' })).findings.map(
          ({ kind }) => kind,
        )
      expect(await kinds([pid])).toEqual(['refused'])
      const many = [...Array.from({ length: 1000 }, () => pid), process.pid]
      const { findings } = await forecast(many, { folder: null, leftOut: [], problem: '' })
      expect(findings).toEqual([
        {
          message: expect.stringMatching(/^not all of it was looked at: .* 1000 processes/),
          hint: expect.stringMatching(/Unix sockets \(1\) lead to ones that were not/),
          kind: 'unknown',
          option: null,
        },
      ])
    } finally {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  })
})
