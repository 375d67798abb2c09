import { expect, test } from 'vitest'
import { consoleLink, consoleOf } from '../../../renderer/console-window/link.ts'
import type { ConsoleTarget } from '../../../renderer/model.ts'

const ref = { host: 'own', namespace: 'default', id: 'shell-1+x' }

test.each<ConsoleTarget>([
  { kind: 'init', ...ref },
  { kind: 'exec', ...ref, exec: 'exec-1' },
  { host: 'root', kind: 'shell', shell: 's-1' },
])('a link leads to its console: %j', (target) => {
  const { search } = new URL(consoleLink(target), 'runcible://app')
  expect(consoleOf(search)).toEqual(target)
})

test.each([
  '',
  '?other=1',
  '?console=',
  '?console=%7B',
  '?console=%7B%22host%22%3A%22own%22%2C%22kind%22%3A%22init%22%2C%22id%22%3A%22..%22%7D',
])('no console: %j', (search) => {
  expect(consoleOf(search)).toBeNull()
})
