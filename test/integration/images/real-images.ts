import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { busyboxLayer, type Made, SECOND_LAYER } from '../../support/images.ts'
import type { Podman } from '../../support/podman.ts'
import { type Entry, tar } from '../../support/tar.ts'

const exec = promisify(execFile)

/** cap_net_raw=ep, as setcap writes it (revision 2, effective). */
const NET_RAW = Buffer.from('0100000200200000000000000000000000000000', 'hex')
const THEN = 1_000_000_000
const LONG = `long/${'n'.repeat(150)}`

/** Everything that a tar of a layer can hold, below the usual busybox. */
const KINDS: Entry[] = [
  { name: 'bin/asroot', content: 'setuid', mode: 0o4755, time: THEN },
  { name: 'bin/asgroup', content: 'setgid', mode: 0o2755, gid: 88 },
  {
    name: 'bin/raw',
    content: 'x',
    mode: 0o755,
    pax: { 'SCHILY.xattr.security.capability': NET_RAW },
  },
  { name: 'shared/', mode: 0o2775, uid: 77, gid: 88 },
  { name: 'sticky/', mode: 0o1777 },
  { name: 'locked', content: 'none may', mode: 0 },
  { name: 'far', content: 'owner', uid: 65_534, gid: 2_000_000 },
  { name: 'coloured', content: 'x', pax: { 'SCHILY.xattr.user.colour': 'blue' } },
  { name: 'shared/marked/', pax: { 'SCHILY.xattr.user.note': 'a\0b' } },
  { name: 'twin', content: 'one file', mode: 0o600, uid: 77 },
  { name: 'srv/twin', type: '1', link: 'twin', mode: 0o600, uid: 77 },
  { name: 'absolute', type: '2', link: '/srv/page', uid: 77 },
  { name: 'dangling', type: '2', link: '../../nowhere' },
  { name: 'srv/way', type: '2', link: '../shared' },
  { name: 'pipe', type: '6', mode: 0o622 },
  { name: 'zero', type: '3', device: [1, 5], mode: 0o666 },
  { name: 'with space', content: ' ' },
  { name: 'ümläut', content: 'ü' },
  { name: '-rf', content: 'an option’s name' },
  { name: 'x', content: 'long', pax: { path: LONG } },
  { name: 'deep/one/two/three', content: '3' },
  { name: 'becomes-folder', content: 'file' },
  { name: 'becomes-file/inside', content: 'x' },
  { name: 'becomes-link/inside', content: 'x' },
  { name: 'renewed', content: 'old', uid: 77, pax: { 'SCHILY.xattr.user.colour': 'red' } },
]

/** Whiteouts of a file, of a folder and of one half of a hard link; kinds that change. */
const CHANGES: Entry[] = [
  ...SECOND_LAYER,
  { name: 'deep/.wh.one' },
  { name: '.wh.twin' },
  { name: 'becomes-folder/', mode: 0o700 },
  { name: 'becomes-folder/inside', content: 'x' },
  { name: 'becomes-file', content: 'file' },
  { name: 'becomes-link', type: '2', link: 'shared' },
  { name: 'renewed', content: 'new', gid: 88 },
  { name: 'bin/again', type: '1', link: 'renewed', gid: 88 },
  { name: 'sticky/', mode: 0o750, gid: 99 },
  { name: 'short-lived', content: 'x' },
  { name: 'opaque/a', content: 'a' },
  { name: 'opaque/b/c', content: 'c' },
]

/** What the one before added goes again; what is hidden comes back; an opaque mark after what it does not hide. */
const LAST: Entry[] = [
  { name: '.wh.short-lived' },
  { name: 'deep/one', content: 'a file now' },
  { name: 'opaque/', mode: 0o711 },
  { name: 'opaque/mine', content: 'm' },
  { name: 'opaque/.wh..wh..opq' },
  { name: 'shared/', mode: 0o2775, uid: 77, gid: 88 },
  { name: 'shared/.wh.never-there' },
]

/** What an image says of how it is run, each in a way of its own. */
const CONFIGS: Record<string, Record<string, unknown>> = {
  'user-by-name': {
    User: 'web',
    WorkingDir: '/srv',
    Env: ['PATH=/bin', 'GREETING=hi there', 'EMPTY='],
    Entrypoint: ['/bin/sh', '-c', 'while :; do sleep 1; done'],
    Cmd: ['an argument', ''],
    Labels: { a: 'b' },
    StopSignal: 'SIGINT',
  },
  'user-with-group': { User: 'web:friends', Entrypoint: ['sleep'], Cmd: ['1000'] },
  'ids-with-group': { User: '77:4242', Cmd: ['sleep', '1000'], Env: ['HOME=/srv'] },
  'id-unknown': { User: '1234', Cmd: ['sleep', '1000'], WorkingDir: '/made/for/it' },
  nothing: { Cmd: ['/bin/sleep', '1000'] },
}

export const LAYERED = Object.keys(CONFIGS)

/** What a Debian is started as. */
const DEBIAN = {
  User: 'www-data',
  WorkingDir: '/var/tmp',
  Env: ['PATH=/usr/local/bin:/usr/bin:/bin'],
  Entrypoint: ['/usr/bin/env', 'FROM=entry point'],
  Cmd: ['/usr/bin/sleep', '1000'],
}

export const debian = (tree: string): Record<string, Made> => ({
  debian: { layers: [readFileSync(tree)], config: DEBIAN, packing: 'plain' },
})

/** Images of three layers, made by hand: whiteouts, opaque folders and every kind of file. */
export async function layered(): Promise<Record<string, Made>> {
  const layers = [[...(await busyboxLayer()), ...KINDS], CHANGES, LAST]
  return Object.fromEntries(
    Object.entries(CONFIGS).map(([name, config]) => [name, { layers, config }]),
  )
}

/** An OCI layout with one image, `made`, by umoci alone: from a root filesystem, with a second layer of what was changed. */
export async function byUmoci(folder: string): Promise<string> {
  const layout = join(folder, 'layout')
  const bundle = join(folder, 'bundle')
  const umoci = (...args: string[]) => exec('umoci', args)
  mkdirSync(folder, { recursive: true })
  await umoci('init', '--layout', layout)
  await umoci('new', '--image', `${layout}:made`)
  await umoci('unpack', '--image', `${layout}:made`, bundle)
  const layer = join(folder, 'layer.tar')
  writeFileSync(layer, tar([...(await busyboxLayer()), ...KINDS]))
  await exec('tar', [
    '--extract',
    '--xattrs',
    '--xattrs-include=*',
    '-f',
    layer,
    '-C',
    join(bundle, 'rootfs'),
  ])
  await umoci('repack', '--image', `${layout}:made`, bundle)
  await exec('rm', ['-r', join(bundle, 'rootfs/deep'), join(bundle, 'rootfs/twin')])
  writeFileSync(join(bundle, 'rootfs/srv/page'), 'changed\n')
  await umoci('repack', '--refresh-bundle', '--image', `${layout}:made`, bundle)
  await umoci(
    ...[
      'config',
      '--image',
      `${layout}:made`,
      '--config.user',
      'web',
      '--config.workingdir',
      '/srv',
    ],
    ...[
      '--config.entrypoint',
      '/bin/sleep',
      '--config.cmd',
      '1000',
      '--config.env',
      'MADE_BY=umoci',
    ],
  )
  return layout
}

/** What podman builds: instructions of its own, with a command that ran in it; `localhost/built:1`. */
export async function byPodman(podman: Podman, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'base.tar'), tar([...(await busyboxLayer()), ...KINDS]))
  writeFileSync(join(folder, 'note'), 'copied')
  writeFileSync(
    join(folder, 'Containerfile'),
    `FROM scratch
ADD base.tar /
COPY --chown=77:88 --chmod=640 note /srv/note
RUN rm /srv/gone && echo ran > /srv/ran
ENV BUILT=yes PATH=/bin
USER web
WORKDIR /srv
EXPOSE 80
STOPSIGNAL SIGINT
ENTRYPOINT ["sleep"]
CMD ["1000"]
`,
  )
  // chroot: a build asks for more limits than the machine may allow, and cannot be told not to.
  await podman.call('build', '--layers', '--isolation', 'chroot', '-t', 'localhost/built:1', folder)
}
