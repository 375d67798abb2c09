import { expect, test, vi } from 'vitest'
import { createBridge } from '../../../electron/desktop/bridge.ts'
import { acceptPages, MAX_CONNECTIONS } from '../../../electron/desktop/ipc-channel.ts'
import type { Channel } from '../../../shared/wire.ts'
import { FakeElectron, type FakePage } from '../../contract/transports/fake-electron.ts'

/** On the fake of Electron's IPC, which says what it leaves out. */
function start() {
  const fake = new FakeElectron()
  const attached: { channel: Channel; host: string; frames: unknown[]; closings: number }[] = []
  acceptPages(fake.ipcMain, (channel, host) => {
    const seen = { channel, host, frames: [] as unknown[], closings: 0 }
    channel.onFrame((frame) => seen.frames.push(frame))
    channel.onClose(() => seen.closings++)
    attached.push(seen)
  })
  return { fake, attached }
}

const turns = () => new Promise((resolve) => setTimeout(resolve, 10))

function connect(page: FakePage) {
  const frames: unknown[] = []
  const onClose = vi.fn()
  const port = createBridge(page.ipcRenderer).open('own', (frame) => frames.push(frame), onClose)
  return { port, frames, onClose }
}

test.each([
  ['another origin', { origin: 'https://evil.example', parent: null }],
  ['a file', { origin: 'file://', parent: null }],
  ['a name that only begins like ours', { origin: 'runcible://app.evil', parent: null }],
  ['a frame inside our page', { origin: 'runcible://app', parent: {} }],
  ['a frame that has gone', null],
])('nothing is taken from %s', async (_what, frame) => {
  const { fake, attached } = start()
  const { port } = connect(fake.openPage(frame))
  port.send({ t: 'call' })
  await turns()
  expect(attached).toEqual([])
})

test.each([
  null,
  'open',
  {},
  { kind: 'eval', connection: 1 },
  { kind: 'open' },
  { kind: 'open', connection: 'x' },
  { kind: 'open', connection: -1 },
  { kind: 'open', connection: 1, host: '../own' },
  { kind: 'open', connection: 1, host: 7 },
  { kind: 'frame', connection: 99, frame: {} },
  { kind: 'close', connection: 99 },
])('a message that no preload of ours sends does nothing: %j', async (message) => {
  const { fake, attached } = start()
  const page = fake.openPage()
  page.ipcRenderer.send('runcible:frame', message)
  connect(page).port.send('after it')
  await turns()
  expect(attached.map(({ frames }) => frames)).toEqual([['after it']])
})

test.each(['reload', 'crash', 'destroy'] as const)(
  '%s of a page ends its connections',
  async (how) => {
    const { fake, attached } = start()
    const page = fake.openPage()
    const other = connect(fake.openPage())
    connect(page).port.send(1)
    await turns()
    page[how]()
    page[how]()
    attached[1]?.channel.send({ t: 'cancel', id: 1 })
    await turns()
    expect(attached.map(({ closings }) => closings)).toEqual([0, 1])
    expect(other.onClose).not.toHaveBeenCalled()
  },
)

test('a page that was loaded anew is heard again', async () => {
  const { fake, attached } = start()
  const page = fake.openPage()
  connect(page)
  await turns()
  page.reload()
  connect(page).port.send('again')
  await turns()
  expect(attached.map(({ frames, closings }) => ({ frames, closings }))).toEqual([
    { frames: [], closings: 1 },
    { frames: ['again'], closings: 0 },
  ])
})

test('a connection is for the host that its page names', async () => {
  const { fake, attached } = start()
  const bridge = createBridge(fake.openPage().ipcRenderer)
  for (const host of ['own', 'root', 'ssh-1'])
    bridge.open(
      host,
      () => {},
      () => {},
    )
  await turns()
  expect(attached.map(({ host }) => host)).toEqual(['own', 'root', 'ssh-1'])
})

test('two connections of one page are told apart, and one may end alone', async () => {
  const { fake, attached } = start()
  const bridge = createBridge(fake.openPage().ipcRenderer)
  const got: string[] = []
  const first = bridge.open(
    'own',
    (frame) => got.push(`first ${frame}`),
    () => got.push('first closed'),
  )
  bridge.open(
    'own',
    (frame) => got.push(`second ${frame}`),
    () => got.push('second closed'),
  )
  await turns()
  attached[0]?.channel.send('a' as never)
  attached[1]?.channel.send('b' as never)
  await turns()
  first.close()
  first.close()
  await turns()
  attached[1]?.channel.close()
  await turns()
  expect(got).toEqual(['first a', 'second b', 'first closed', 'second closed'])
  expect(attached.map(({ closings }) => closings)).toEqual([1, 1])
})

test('what the main process asks reaches the page once it listens, and nothing else does', () => {
  const sent: string[] = []
  const heard: Record<string, (event: unknown, message: unknown) => void> = {}
  const bridge = createBridge({
    on(channel: string, listener: (event: unknown, message: unknown) => void) {
      heard[channel] = listener
      return this
    },
    send: (channel: string) => sent.push(channel),
  } as unknown as Parameters<typeof createBridge>[0])
  const asked: unknown[] = []
  expect(sent).toEqual([])
  bridge.onAsk((ask) => asked.push(ask))
  expect(sent).toEqual(['runcible:ask'])
  heard['runcible:ask']?.({}, { kind: 'create' })
  expect(asked).toEqual([{ kind: 'create' }])
  expect(bridge.pathOf({} as File)).toBe('')
})

test('a page has so many connections and no more; one that ends makes room', async () => {
  const { fake, attached } = start()
  const page = fake.openPage()
  const bridge = createBridge(page.ipcRenderer)
  const closed: number[] = []
  const open = (n: number) =>
    bridge.open(
      'own',
      () => {},
      () => closed.push(n),
    )
  const ports = Array.from({ length: MAX_CONNECTIONS + 2 }, (_, n) => open(n))
  await turns()
  expect(attached).toHaveLength(MAX_CONNECTIONS)
  expect(closed).toEqual([MAX_CONNECTIONS, MAX_CONNECTIONS + 1])
  expect(connect(fake.openPage()).onClose, 'another page’s').not.toHaveBeenCalled()
  ports[0]?.close()
  open(-1)
  await turns()
  expect(attached).toHaveLength(MAX_CONNECTIONS + 2)
  expect(closed).toEqual([MAX_CONNECTIONS, MAX_CONNECTIONS + 1, 0])
})
