import { expect, test } from 'vitest'
import { createBridge } from '../../../electron/desktop/bridge.ts'
import { Quiet } from '../../../electron/desktop/quiet.ts'
import { FakeElectron } from '../../contract/transports/fake-electron.ts'

const turn = () => new Promise((resolve) => setTimeout(resolve, 10))

/** Two pages of ours, of which the first has asked for quiet. */
async function start() {
  const fake = new FakeElectron()
  const quiet = new Quiet(fake.ipcMain)
  const [page, other] = [fake.openPage(), fake.openPage()]
  const bridge = createBridge(page.ipcRenderer)
  bridge.beQuiet(true)
  createBridge(other.ipcRenderer).beQuiet(false)
  await turn()
  return { fake, quiet, page, bridge }
}

test('no notification pops up while a page is shown to others', async () => {
  const { quiet, bridge } = await start()
  expect(quiet.isWanted).toBe(true)
  bridge.beQuiet(false)
  await turn()
  expect(quiet.isWanted).toBe(false)
})

test.each(['reload', 'crash', 'destroy'] as const)(
  'after a %s it is not shown any more',
  async (how) => {
    const { quiet, page } = await start()
    page[how]()
    expect(quiet.isWanted).toBe(false)
  },
)

test('nobody else can ask for it', async () => {
  const fake = new FakeElectron()
  const quiet = new Quiet(fake.ipcMain)
  createBridge(fake.openPage({ origin: 'https://evil.example', parent: null }).ipcRenderer).beQuiet(
    true,
  )
  fake.openPage().ipcRenderer.send('runcible:quiet', 'yes')
  await turn()
  expect(quiet.isWanted).toBe(false)
})
