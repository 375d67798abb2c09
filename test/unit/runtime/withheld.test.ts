import { execFileSync } from 'node:child_process'
import { closeSync, openSync, readlinkSync } from 'node:fs'
import { SeqpacketSocket } from 'node-unix-socket'
import { expect, test } from 'vitest'
import { withhold, withoutWithheld } from '../../../electron/engine/runtime/withheld.ts'

const SOCKET = {
  open: () => new SeqpacketSocket(),
  close: (opened: SeqpacketSocket) => opened.destroy(),
}

/** What a child has open, by descriptor. */
const inChild = (stdio: Parameters<typeof withoutWithheld>[0]) =>
  execFileSync('ls', ['-l', '/proc/self/fd'], { stdio: withoutWithheld(stdio), encoding: 'utf8' })

test('a socket that a library opens reaches no child; what a child is given does', async () => {
  const [first, forgetFirst] = withhold(SOCKET)
  const [second, forgetSecond] = withhold(SOCKET)
  const plain = execFileSync('ls', ['-l', '/proc/self/fd'], { encoding: 'utf8' })
  const kept = inChild(['ignore', 'pipe', 'ignore'])
  const count = (text: string) => text.match(/socket:/g)?.length ?? 0
  // Its own stdout is one of them.
  expect(count(plain) - count(kept)).toBeGreaterThanOrEqual(2)
  expect(count(kept)).toBe(1)
  forgetFirst()
  forgetSecond()
  expect(withoutWithheld(['ignore', 'pipe', 'pipe'])).toEqual(['ignore', 'pipe', 'pipe'])
  first.destroy()
  second.destroy()
})

test('where a file takes the descriptor that the socket was to have, another is opened', () => {
  const taken: number[] = []
  const destroyed: SeqpacketSocket[] = []
  const [opened, forget] = withhold({
    open: () => {
      // As one of Node's threads may, which cannot be had at will.
      if (taken.length < 2) taken.push(openSync('/dev/null', 'r'))
      return new SeqpacketSocket()
    },
    close: (socket) => destroyed.push(socket),
  })
  expect(destroyed).toHaveLength(2)
  for (const socket of destroyed) socket.destroy()
  const fd = withoutWithheld(['ignore', 'pipe', 'pipe']).length - 1
  expect(readlinkSync(`/proc/self/fd/${fd}`)).toMatch(/^socket:/)
  forget()
  opened.destroy()
  for (const file of taken) closeSync(file)
})
