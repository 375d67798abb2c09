import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createBridge } from '../../../electron/desktop/bridge.ts'
import { speakWithPages } from '../../../electron/desktop/language.ts'
import { Memory } from '../../../electron/desktop/remembered.ts'
import { words } from '../../../electron/desktop/words/words.ts'
import { FakeElectron } from '../../contract/transports/fake-electron.ts'

let dir: string
let file: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'runcible-language-'))
  file = join(dir, 'desktop.json')
})
afterEach(() => rm(dir, { recursive: true }))

async function start(locale: string, frame?: unknown) {
  const fake = new FakeElectron()
  const changed = vi.fn()
  const memory = await Memory.open(file)
  speakWithPages({ ipc: fake.ipcMain, memory, locale, changed })
  const page = createBridge(fake.openPage(frame).ipcRenderer)
  const say = async (language: unknown) => {
    page.speak(language as string)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return { say, changed, quit: () => words().menu.quit }
}

test.each([
  ['de-AT', 'Beenden'],
  ['de', 'Beenden'],
  ['en-GB', 'Quit'],
  ['fr', 'Quit'],
])('at first it speaks as the machine does: %s', async (locale, quit) => {
  expect((await start(locale)).quit()).toBe(quit)
})

test('it speaks as its pages do, and keeps that for the next start', async () => {
  const { say, changed, quit } = await start('en')
  await say('en')
  expect(changed).not.toHaveBeenCalled()
  await say('de')
  expect([quit(), changed.mock.calls.length]).toEqual(['Beenden', 1])
  await vi.waitFor(async () => expect((await Memory.open(file)).kept.language).toBe('de'))
  expect((await start('en')).quit()).toBe('Beenden')
})

test.each([['toString'], ['xx'], [7], [null]])('nonsense changes nothing: %j', async (language) => {
  const { say, changed, quit } = await start('en')
  await say(language)
  expect([quit(), changed.mock.calls.length]).toEqual(['Quit', 0])
})

test('nor does a page that is not ours', async () => {
  const { say, quit } = await start('en', { origin: 'https://example.org', parent: null })
  await say('de')
  expect(quit()).toBe('Quit')
})
