import { execFile } from 'node:child_process'
import {
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect } from 'vitest'
import { which } from '../../../electron/engine/runtime/which.ts'
import type { Image } from '../../../shared/model.ts'
import { busyboxLayer, makeLayout, SECOND_LAYER } from '../../support/images.ts'
import {
  names,
  ref,
  script,
  TestEngine,
  type Wanted,
  skipReason as withoutEngine,
} from '../../support/test-engine.ts'

export const exec = promisify(execFile)
const missing = (
  await Promise.all(['skopeo', 'umoci'].map(async (name) => ((await which(name)) ? [] : [name])))
).flat()
export const skipReason = withoutEngine || (missing.length > 0 ? `lacks ${missing.join(', ')}` : '')
export const setcap = await which('setcap')

export let engine: TestEngine
export let image: Image

export const idle = (text = 'while :; do sleep 0.05; done'): Wanted =>
  script(text, { source: { kind: 'image', image: 'web:1' }, process: { user: 'root' } })
export const place = (...parts: string[]) => engine.place.path(...parts)
export const state = (...parts: string[]) => join(engine.place.folders.state, ...parts)
export const rootfs = (id: string, ...parts: string[]) =>
  state('containers/default', id, 'rootfs', ...parts)
export const unpacked = ({ id }: Image, ...parts: string[]) =>
  state('images', id.slice(7), 'bundle/rootfs', ...parts)
export const changes = (id: string, query = {}) =>
  engine.call('containers.changes', { ...ref(id), ...query })
export const commit = (id: string, name: string, rest = {}) =>
  engine.call('containers.commit', { ...ref(id), name, ...rest })
export const partials = (dir: string) => names(dir).filter((name) => name.startsWith('.'))

const LONG = 'n'.repeat(200)
const ODD = Buffer.from('odd\n\xff ü', 'latin1')

/** Everything that a container can do to its files, done where it is mounted. */
export async function changeAll(id: string): Promise<void> {
  const at = (path: string) => rootfs(id, path)
  const sh = (text: string) => exec('sh', ['-ec', text], { cwd: rootfs(id) })
  writeFileSync(at('new'), 'new')
  linkSync(at('new'), at('also new'))
  chownSync(at('new'), 77, 88)
  mkdirSync(at(`${LONG}/${LONG}`), { recursive: true })
  writeFileSync(at(`${LONG}/${LONG}/${LONG}`), 'far')
  writeFileSync(Buffer.concat([Buffer.from(`${rootfs(id)}/`), ODD]), 'odd')
  symlinkSync('../../etc/passwd', at('way'))
  await sh(`
    echo more >> srv/page; chmod 4755 srv/page
    rm keep/a; rm -r old; mkdir old; echo 4 > old/four
    rm turn; mkdir turn; echo in > turn/in
    rm -r fold; echo file > fold
    mkfifo pipe; mkdir -m 1777 box; : > ./-C`)
  if (setcap) await exec(setcap, ['cap_net_raw+ep', at('new')])
}

/** What is to be in a root filesystem that came of it. */
export function expectAll(dir: string): void {
  const at = (path: string) => join(dir, path)
  expect(readFileSync(at('also new'), 'utf8')).toBe('new')
  const { ino, nlink, uid, gid } = lstatSync(at('new'))
  expect({ ino, nlink, uid, gid }).toEqual({
    ino: lstatSync(at('also new')).ino,
    nlink: 2,
    uid: 77,
    gid: 88,
  })
  expect(readFileSync(at(`${LONG}/${LONG}/${LONG}`), 'utf8')).toBe('far')
  expect(readFileSync(Buffer.concat([Buffer.from(`${dir}/`), ODD]), 'utf8')).toBe('odd')
  expect(readlinkSync(at('way'))).toBe('../../etc/passwd')
  expect(readFileSync(at('srv/page'), 'utf8')).toBe('hello\nmore\n')
  const page = lstatSync(at('srv/page'))
  expect([page.mode & 0o7777, page.uid, page.gid]).toEqual([0o4755, 77, 88])
  expect(names(at('keep'))).toEqual(['deep'])
  expect(names(at('keep/deep'))).toEqual(['b'])
  expect(names(at('old'))).toEqual(['four'])
  expect(names(at('turn'))).toEqual(['in'])
  expect(lstatSync(at('fold')).isFile()).toBe(true)
  expect(lstatSync(at('pipe')).isFIFO()).toBe(true)
  expect(lstatSync(at('box')).mode & 0o7777).toBe(0o1777)
  expect(lstatSync(at('-C')).size).toBe(0)
  expect(names(dir).filter((name) => name.startsWith('.wh'))).toEqual([])
}

export const capsOf = async (path: string) => (await exec('getcap', [path])).stdout

/** Before and after each test of a file that says so. */
export function withImage(): void {
  beforeEach(async () => {
    engine = await TestEngine.open()
    if (skipReason) return
    const layout = makeLayout(engine.place.path('layout'), {
      'web:1': {
        layers: [
          [
            ...(await busyboxLayer()),
            ...['keep/', 'keep/a', 'keep/deep/', 'keep/deep/b', 'turn', 'fold/', 'fold/c'].map(
              (name) => ({ name, ...(name.endsWith('/') ? {} : { content: name }) }),
            ),
          ],
          SECOND_LAYER,
        ],
        config: {
          Entrypoint: ['/bin/sh', '-c'],
          Cmd: ['cat /srv/page'],
          Env: ['PATH=/bin', 'GREETING=hi'],
          User: 'web',
          Labels: { kept: 'yes' },
          Volumes: { '/srv': {} },
        },
      },
    })
    image = await engine.call('images.import', { source: { kind: 'path', path: layout } })
  })
  afterEach(() => engine.clear())
}
