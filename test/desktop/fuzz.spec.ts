import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Wild, wildMessages } from '../contract/fuzz/messages.ts'
import { Desktop, expect, test } from './support/desktop.ts'

/**
 * The contract suite sends ten thousand over the same channel on a fake of Electron's IPC. Over the real one they take a
 * minute or more, so it is a part of them unless RUNCIBLE_FUZZ=long.
 */
const COUNT = process.env.RUNCIBLE_FUZZ === 'long' ? 10_000 : 2_000
const BATCH = COUNT / 5
const SEED = Number(process.env.RUNCIBLE_FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31))
/** What Electron's main process may have in use more after the last four fifths: a few small things, and no message. */
const GROWTH_BYTES = 1024 * 1024

/** Two pages of the test's own that can send what no preload of ours does: one of our origin, one of another. */
const openAttackers = ({ electron }: Desktop) =>
  electron.evaluate(async ({ BrowserWindow }) => {
    const open = async (url: string) => {
      const window = new BrowserWindow({
        show: false,
        webPreferences: { nodeIntegration: true, contextIsolation: false, sandbox: false },
      })
      await window.loadURL(url)
      return window
    }
    const ours = await open('runcible://app/icon.svg')
    const foreign = await open('data:text/html,foreign')
    Object.assign(globalThis, { attackers: { ours, foreign } })
    // In the page: a connection, and a question that is answered, or the connection was closed.
    await ours.webContents.executeJavaScript(`
      const { ipcRenderer } = require('electron')
      const LANES = 16
      let last = 0, question = 1e6
      const lanes = new Map()
      const send = (message) => ipcRenderer.send('runcible:frame', message)
      ipcRenderer.on('runcible:frame', (_event, { kind, connection, frame }) => {
        const lane = lanes.get(connection)
        if (!lane) return
        if (kind === 'close') { lanes.delete(connection); lane.answered('closed') }
        else if (frame.t === 'ok' && frame.id === lane.question) lane.answered(frame.value)
      })
      const connect = () => {
        const lane = { connection: ++last, question: 0, answered() {} }
        lanes.set(lane.connection, lane)
        send({ kind: 'open', connection: lane.connection })
        return lane
      }
      const ask = (lane, name) => new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error('neither answered nor closed')), 10000)
        lane.answered = (value) => { clearTimeout(late); resolve(value) }
        lane.question = ++question
        send({ kind: 'frame', connection: lane.connection, frame: { t: 'call', id: question, name, input: {} } })
      })
      const leave = (lane) => { lanes.delete(lane.connection); send({ kind: 'close', connection: lane.connection }) }
      window.snapshot = async () => {
        const lane = connect()
        const value = await ask(lane, 'engine.snapshot')
        leave(lane)
        return value
      }
      window.attack = async (file) => {
        const all = JSON.parse(require('fs').readFileSync(file, 'utf8'))
        let closed = 0
        const run = async () => {
          let lane = connect()
          for (let wild = all.pop(); wild; wild = all.pop()) {
            if (wild.layer === 'message') send(wild.message)
            else for (const frame of wild.frames) send({ kind: 'frame', connection: lane.connection, frame })
            if (await ask(lane, 'engine.preflight') !== 'closed') continue
            closed += 1
            lane = connect()
          }
          leave(lane)
        }
        await Promise.all(Array.from({ length: LANES }, run))
        return closed
      }
      undefined
    `)
    await foreign.webContents.executeJavaScript(`
      const { ipcRenderer } = require('electron')
      window.attack = (file) => {
        for (const { frame } of JSON.parse(require('fs').readFileSync(file, 'utf8'))) {
          ipcRenderer.send('runcible:frame', { kind: 'open', connection: 1 })
          ipcRenderer.send('runcible:frame', { kind: 'frame', connection: 1, frame })
        }
      }
      undefined
    `)
  })

/** Through files: what went by Playwright's own wire would be seen in the main process's memory. */
async function attack({ electron, folders }: Desktop, batch: Wild[]): Promise<number> {
  const laid = (name: string, part: Wild[]) => {
    const file = join(folders.dir, name)
    writeFileSync(file, JSON.stringify(part))
    return JSON.stringify(file)
  }
  const isForeign = ({ layer }: Wild) => layer === 'foreign'
  return electron.evaluate(
    async (_electron, { own, foreign }) => {
      const { attackers } = globalThis as unknown as {
        attackers: Record<'ours' | 'foreign', Electron.BrowserWindow>
      }
      await attackers.foreign.webContents.executeJavaScript(`attack(${foreign})`)
      return attackers.ours.webContents.executeJavaScript(`attack(${own})`) as Promise<number>
    },
    {
      own: laid(
        'own.json',
        batch.filter((wild) => !isForeign(wild)),
      ),
      foreign: laid('foreign.json', batch.filter(isForeign)),
    },
  )
}

const snapshot = ({ electron }: Desktop) =>
  electron.evaluate(() => {
    const { attackers } = globalThis as unknown as {
      attackers: Record<'ours', Electron.BrowserWindow>
    }
    return attackers.ours.webContents.executeJavaScript('snapshot()') as Promise<{
      containers: unknown[]
    }>
  })

const used = ({ electron }: Desktop) =>
  electron.evaluate(async () => {
    const { gc } = globalThis as unknown as { gc(): void }
    let least = Number.POSITIVE_INFINITY
    for (let round = 0; round < 5; round++) {
      await new Promise((resolve) => setTimeout(resolve, 100))
      gc()
      least = Math.min(least, process.memoryUsage().heapUsed)
    }
    return least
  })

test(`${COUNT} wild messages over Electron's own IPC: nothing changes, grows, or stops answering`, async ({
  display,
}) => {
  test.setTimeout(180_000)
  console.log(`seed ${SEED}`)
  const desktop = await Desktop.launch({ display, args: ['--js-flags=--expose-gc'] })
  try {
    const { app } = desktop
    await app.startDemoShell()
    await openAttackers(desktop)
    const before = await snapshot(desktop)
    expect(before.containers).toHaveLength(1)
    const wild = wildMessages(['frame', 'message', 'foreign'], COUNT, SEED)
    const memory: number[] = []
    let closed = 0
    for (let at = 0; at < COUNT; at += BATCH) {
      closed += await attack(desktop, wild.slice(at, at + BATCH))
      memory.push(await used(desktop))
    }
    const told = memory.map((bytes) => (bytes / 1e6).toFixed(2)).join(', ')
    console.log(`${closed} closed; main has in use after each fifth ${told} MB`)
    expect(await snapshot(desktop)).toEqual(before)
    expect((memory.at(-1) ?? 0) - (memory.at(0) ?? 0)).toBeLessThan(GROWTH_BYTES)
    await app.expectState('shell-1', 'running')
    await app.type('echo still $((6 * 7))')
    await expect(app.screen).toContainText('still 42')
  } finally {
    await desktop.remove()
  }
})
