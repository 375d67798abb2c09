import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { OthersFile } from '../../../electron/engine/foreign/others-file.ts'
import { StateFiles } from '../../../electron/engine/foreign/state.ts'

/** As crun 1.8.1 wrote it. */
const CRUN = `{
    "pid": 345,
    "process-start-time": 6632004,
    "cgroup-path": "",
    "scope": "",
    "rootfs": "/srv/rootfs",
    "systemd-cgroup": false,
    "bundle": "/srv/bundle",
    "created": "2026-11-26T12:23:58.222688Z",
    "owner": "root",
    "detached": true,
    "external_descriptors": "[\\"/dev/null\\",\\"/dev/null\\",\\"/dev/null\\"]"
}`
const CONFIG = {
  ociVersion: '1.0.2',
  process: { args: ['sleep', '1'] },
  root: { path: 'rootfs' },
  annotations: { 'io.container.manager': 'libpod' },
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync('/tmp/rf-')
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('what a runtime has written down', () => {
  it('is read of crun, too, with the config.json that it keeps beside', async () => {
    writeFileSync(join(folder, 'status'), CRUN)
    writeFileSync(join(folder, 'config.json'), JSON.stringify(CONFIG))
    const files = new StateFiles(folder)
    expect((await files.read())?.state).toEqual({
      runtime: 'crun',
      pid: 345,
      startTime: 6632004,
      created: '2026-11-26T12:23:58.222688Z',
      bundle: '/srv/bundle',
      rootfs: '/srv/rootfs',
      annotations: CONFIG.annotations,
      cgroupPaths: null,
    })
    expect((await files.config(folder))?.process.args).toEqual(['sleep', '1'])
  })

  it('is nothing where neither is there', async () => {
    expect(await new StateFiles(folder).read()).toBeNull()
    expect(await new StateFiles(join(folder, 'gone')).read()).toBeNull()
  })
})

describe('a file of others', () => {
  it('is parsed again only when it was written anew, and never when it is too long', async () => {
    const path = join(folder, 'f')
    let parsed = 0
    const file = new OthersFile(path, 10, (text) => `${++parsed} ${text}`)
    writeFileSync(path, 'a')
    expect((await file.read()).value).toBe('1 a')
    expect((await file.read()).value).toBe('1 a')
    writeFileSync(path, 'ab')
    expect((await file.read()).value).toBe('2 ab')
    writeFileSync(path, 'a'.repeat(11))
    await expect(file.read()).rejects.toThrow('longer than 10 bytes')
    rmSync(path)
    mkdirSync(path)
    await expect(file.read()).rejects.toThrow('no ordinary file')
    expect(parsed).toBe(2)
  })
})
