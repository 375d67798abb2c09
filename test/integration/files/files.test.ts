import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { extract } from 'tar'
import { describe, expect, test } from 'vitest'
import { download, upload } from '../../../renderer/files/transfer.ts'
import type { CallInput, CallName } from '../../../shared/contract.ts'
import type { FileEntry } from '../../../shared/model.ts'
import { failure, IDLE, names, ref, type Wanted } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { engine, exec, idle, place, rootfs, skipReason, state, withImage } from '../outgoing/rig.ts'

withImage()

const a = ref('a')
type Rest<K extends CallName> = Omit<CallInput<K>, 'namespace' | 'id'>
const list = (path: string, rest: Partial<Rest<'files.list'>> = {}) =>
  engine.call('files.list', { ...a, path, ...rest })
const read = (path: string, from = 0) => engine.call('files.read', { ...a, path, from })
const byName = (entries: readonly FileEntry[]) =>
  Object.fromEntries(entries.map(({ name, ...rest }) => [name, rest]))
const hashOf = async (blob: Blob) =>
  createHash('sha256')
    .update(Buffer.from(await blob.arrayBuffer()))
    .digest('hex')
const partials = (dir: string) => names(dir).filter((name) => name.startsWith('.runcible'))

/** What a container does to its own files to lead whoever looks at them astray, and what it merely changes. */
const DEEDS = `
  ln -s /etc/passwd way; ln -s ../../../../../../etc/passwd up; ln -s /proc/1/root/etc host
  mkfifo pipe; mknod disk b 8 0; mknod zero c 1 5
  echo more >> /srv/page; rm keep/a; echo new > keep/deep/n; mkdir box; echo in > box/in
  mkdir silent "$(printf 'silent \\377')"
  echo "$(printf 'odd \\377')" > "$(printf 'odd \\377')"; echo ready > done
  while :; do sleep 0.05; done`

/** Works while there is a filesystem inside whose program never answers. */
async function withSilent(pid: number | null, path: string, work: () => Promise<void>) {
  const fuse = openSync('/dev/fuse', 'r+')
  try {
    const options = 'fd=3,rootmode=40000,user_id=0,group_id=0'
    const script = `exec busybox mount -t fuse.silent -o ${options} silent "$(printf '${path}')"`
    const args = ['-t', String(pid), '-m', '/bin/busybox', 'sh', '-c', script]
    const child = spawn('nsenter', args, { stdio: ['ignore', 'ignore', 'inherit', fuse] })
    expect((await once(child, 'exit'))[0]).toBe(0)
    await work()
  } finally {
    closeSync(fuse)
  }
}

describe('a container’s files', unless(skipReason), () => {
  test('are shown as it has them, and nothing in them leads out or holds anybody up', async () => {
    await engine.create('a', idle(DEEDS))
    await engine.call('containers.start', a)
    await expect.poll(() => names(rootfs('a'))).toContain('done')

    const top = await list('/')
    expect(top).toMatchObject({ path: '/', base: 'its image', whyNotWritable: null, notes: [] })
    expect(byName(top.entries)).toMatchObject({
      way: { type: 'link', target: '/etc/passwd', mark: 'added', uid: 0, user: 'root' },
      pipe: { type: 'fifo', mark: 'added' },
      keep: { type: 'folder', mark: 'within' },
      etc: { type: 'folder' },
      proc: { mounted: 'proc' },
      'odd \udcff': { type: 'file', size: 6 },
    })
    expect((await list('/keep')).entries).toMatchObject([
      { name: 'deep', mark: 'within' },
      { name: 'a', mark: 'removed' },
    ])
    const changed = (await list('/', { changed: true })).entries.map(({ name }) => name)
    expect(changed).toContain('keep')
    expect(changed).not.toContain('turn')

    const passwd = readFileSync(rootfs('a', 'etc/passwd'), 'utf8')
    for (const path of ['/way', '/up', '/host/passwd', '/etc/passwd']) {
      expect(await read(path), path).toMatchObject({ path: '/etc/passwd', text: passwd })
    }
    expect((await read('/odd \udcff')).text).toContain('odd')
    for (const path of ['/pipe', '/dev/zero', '/keep']) {
      expect(await read(path), path).toMatchObject({ kind: 'other', text: '' })
    }
    expect((await read('/proc/1/comm')).text).toBe('sh\n')
    expect(await read('/bin/busybox')).toMatchObject({ kind: 'binary' })
    const from = (await read('/etc/passwd', 5)).text
    expect(from).toBe(passwd.slice(5))
    expect(await failure(read('/none'))).toMatchObject({ code: 'not-found' })
    expect(await failure(list('/way'))).toMatchObject({ code: 'invalid-input' })
    expect(
      await failure(download(engine.client, { ...a, folder: '/', names: ['pipe'] })),
    ).toMatchObject({ code: 'unsupported' })

    expect(await engine.call('files.compare', { ...a, path: '/keep/a' })).toMatchObject({
      was: { text: 'keep/a' },
      is: null,
    })

    const contents = randomBytes(3_000_000)
    await upload(engine.client, { ...a, folder: '/box', name: 'up' }, new Blob([contents]))
    const { mode, uid, gid } = lstatSync(rootfs('a', 'box/up'))
    expect([mode & 0o7777, uid, gid]).toEqual([0o644, 0, 0])
    const got = await download(engine.client, { ...a, folder: '/box', names: ['up'] })
    expect([got.name, await hashOf(got.contents)]).toEqual([
      'up',
      await hashOf(new Blob([contents])),
    ])
    const inside = await engine.exec('a', 'sh', '-c', 'test "$(stat -c %U:%a /box/up)" = root:644')
    expect((await engine.execEnded('a', inside.id)).exit?.code).toBe(0)
    await engine.call('containers.pause', a)
    expect((await list('/box')).entries.map(({ name }) => name)).toEqual(['in', 'up'])
    await engine.call('containers.resume', a)
  })

  test('do not hold the engine up where a program serves them that never answers', async () => {
    const { pid } = await engine.run('a', idle(DEEDS))
    await expect.poll(() => names(rootfs('a'))).toContain('done')
    await withSilent(pid, '/silent', async () => {
      for (const changed of [false, true]) {
        expect(byName((await list('/', { changed })).entries)).toMatchObject({
          keep: { type: 'folder' },
        })
      }
      expect(byName((await list('/')).entries).silent).toMatchObject({
        type: 'folder',
        mounted: 'fuse.silent',
      })
      const folder = '/'
      const upped = { ...a, folder, name: 'silent', replace: true }
      const refused: (() => Promise<unknown>)[] = [
        () => list('/silent'),
        () => read('/silent/x'),
        () => engine.call('files.compare', { ...a, path: '/silent' }),
        () => engine.call('files.rename', { ...a, folder, name: 'box', to: 'silent' }),
        () => engine.call('files.delete', { ...a, folder, name: 'silent' }),
        () => upload(engine.client, upped, new Blob(['x'])),
        () => download(engine.client, { ...a, folder, names: ['silent'] }),
      ]
      for (const call of refused) {
        expect(await failure(call()), String(call)).toMatchObject({ code: 'unsupported' })
      }
      const { notes } = await download(engine.client, { ...a, folder, names: ['box', 'silent'] })
      expect(notes).toEqual(['Left out: /silent (a program serves it).'])
    })
    // Of a name that is no text the table of mounts says nothing that could be asked for.
    const mount = `exec busybox mount -t tmpfs none "$(printf '/silent \\377')"`
    await exec('nsenter', ['-t', String(pid), '-m', '/bin/busybox', 'sh', '-c', mount])
    const removed = engine.call('files.delete', { ...a, folder: '/', name: 'silent \udcff' })
    expect(await failure(removed)).toMatchObject({
      code: 'failed-precondition',
      message: expect.stringContaining('is mounted'),
    })
    await withSilent(pid, '/silent \\377', async () => {
      const { entries } = await list('/')
      expect(byName(entries)['silent \udcff']).toMatchObject({ type: 'folder', mounted: 'fuse' })
      expect(await failure(list('/silent \udcff'))).toMatchObject({ code: 'unsupported' })
    })
  })

  test('are changed as one would, also while it rests, and what goes wrong leaves nothing', async () => {
    await engine.create('a', idle())
    const put = (name: string, text: string, rest = {}) =>
      upload(engine.client, { ...a, folder: '/keep', name, ...rest }, new Blob([text]))
    await put('file', 'one')
    expect(await failure(put('file', 'two'))).toMatchObject({
      code: 'already-exists',
      field: 'name',
    })
    expect(await failure(put('deep', 'x', { replace: true }))).toMatchObject({
      code: 'already-exists',
    })
    await put('file', '', { replace: true })
    expect(lstatSync(rootfs('a', 'keep/file')).size).toBe(0)
    const abort = new AbortController()
    const cut = upload(
      engine.client,
      { ...a, folder: '/keep', name: 'cut' },
      new Blob(['x'.repeat(4e6)]),
      {
        signal: abort.signal,
        onProgress: (done) => done > 500_000 && abort.abort(),
      },
    )
    expect(await failure(cut)).toMatchObject({ code: 'cancelled' })
    await expect
      .poll(() => [...partials(rootfs('a', 'keep')), ...names(state('uploads'))])
      .toEqual([])
    expect(names(rootfs('a', 'keep'))).not.toContain('cut')

    const folder = '/keep'
    await engine.call('files.makeFolder', { ...a, folder, name: 'made' })
    await engine.call('files.rename', { ...a, folder, name: 'made', to: 'named' })
    const same = engine.call('files.rename', { ...a, folder, name: 'named', to: 'a' })
    expect(await failure(same)).toMatchObject({ code: 'already-exists', field: 'to' })
    mkdirSync(rootfs('a', 'keep/named/in'))
    await exec('ln', ['-s', '/etc', rootfs('a', 'keep/named/in/etc')])
    await engine.call('files.delete', { ...a, folder, name: 'named' })
    expect(names(rootfs('a', 'keep'))).toEqual(['a', 'deep', 'file'])
    expect(names(rootfs('a', 'etc'))).toContain('passwd')

    // An engine that died in an upload: the next one removes its half.
    await engine.stop()
    const name = '.runcible-0123456789abcdef'
    writeFileSync(rootfs('a', 'keep', name), 'half')
    writeFileSync(state('uploads', name.slice(1)), JSON.stringify({ ...a, folder, name }))
    writeFileSync(state('uploads', `${name.slice(1)}.next`), '{"names')
    await engine.start()
    expect(names(state('uploads'))).toEqual([])
    expect(partials(rootfs('a', 'keep'))).toEqual([])
    expect((await engine.journal('a')).map(({ action }) => action)).toEqual(
      expect.arrayContaining(['upload', 'make folder', 'rename file', 'delete file', 'recover']),
    )

    await engine.call('containers.start', a)
    const all = await download(engine.client, { ...a, folder: '/', names: ['keep', 'etc', 'proc'] })
    expect([all.name, all.notes]).toEqual(['files.tar', ['Left out: /proc (the kernel’s own).']])
    mkdirSync(place('out'))
    writeFileSync(place('all.tar'), Buffer.from(await all.contents.arrayBuffer()))
    await extract({ file: place('all.tar'), cwd: place('out'), strict: true })
    expect(readFileSync(place('out/keep/deep/b'), 'utf8')).toBe('keep/deep/b')
    expect(readFileSync(place('out/etc/passwd'))).toEqual(readFileSync(rootfs('a', 'etc/passwd')))
    await engine.kill('a')
    await engine.ended('a')
    expect((await list('/')).notes).toEqual([expect.stringContaining('It does not run')])
    expect((await list('/keep')).entries).toMatchObject([
      { name: 'deep', mark: null },
      { name: 'a', mark: null },
      { name: 'file', mark: 'added' },
    ])
  })

  test('belong to the root of its user namespace; a read-only root filesystem is said to be that', async () => {
    chmodSync(engine.place.folder, 0o711)
    const idMap = { kind: 'ids', uid: 300_000, gid: 400_000, count: 65_536 } as const
    const mounts: Wanted['mounts'] = [{ kind: 'volume', name: 'data', destination: '/data' }]
    await engine.run('a', { ...IDLE, readonlyRootfs: true, security: { idMap }, mounts })
    expect((await list('/')).whyNotWritable).toContain('read-only')
    expect((await list('/')).entries.map(({ uid }) => uid)).toContain(0)
    const put = (folder: string) =>
      upload(engine.client, { ...a, folder, name: 'x' }, new Blob(['x']))
    expect(await failure(put('/'))).toMatchObject({
      code: 'failed-precondition',
      message: expect.stringContaining('its root filesystem is read-only'),
    })
    expect(await failure(put('/dev/shm'))).toMatchObject({ code: 'unsupported' })
    await put('/data')
    const { pid } = await engine.get('a')
    const { mode, uid, gid } = lstatSync(`/proc/${pid}/root/data/x`)
    expect([mode & 0o7777, uid, gid]).toEqual([0o644, 300_000, 400_000])
    expect((await list('/data')).entries).toMatchObject([{ name: 'x', uid: 0, gid: 0, mark: null }])
  })
})
