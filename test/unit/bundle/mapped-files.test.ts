import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defaultSpec } from '../../../electron/engine/bundle/defaults.ts'
import { withIdMap } from '../../../electron/engine/bundle/id-map.ts'
import {
  giveToIds,
  letRead,
  ownFolders,
  requireMappable,
} from '../../../electron/engine/bundle/mapped-files.ts'
import { ContainerLayout } from '../../../electron/engine/paths.ts'
import { CreateRequest } from '../../../shared/model.ts'
import { unless, withoutRoot } from '../../support/unless.ts'

const IDS = { kind: 'ids', uid: 500_000, gid: 600_000, count: 1000 } as const
const spec = withIdMap(defaultSpec(false), IDS)
const request = CreateRequest.parse({
  namespace: 'default',
  id: 'c',
  source: { kind: 'starter' },
  security: { idMap: IDS },
})

let dir: string
let layout: ContainerLayout
let own: string[]
const files = () => ({ base: null, rootfs: layout.ownRootfs(), make: true })
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'runcible-mapped-'))
  chmodSync(dir, 0o711)
  layout = new ContainerLayout(join(dir, 'state/containers/default/c'))
  own = ownFolders(layout, join(dir, 'state'))
  mkdirSync(layout.ownRootfs(), { recursive: true, mode: 0o700 })
  for (const folder of own) chmodSync(folder, 0o700)
})
afterEach(() => rmSync(dir, { recursive: true }))

const at = (name: string) => join(layout.ownRootfs(), name)
const look = (path: string) => {
  const { uid, gid, mode } = lstatSync(path)
  return `${uid}:${gid} ${(mode & 0o7777).toString(8)}`
}

describe('files of a container with ids of its own', unless(withoutRoot), () => {
  test('change their owners once, and keep their modes; links are not followed', async () => {
    const outside = join(dir, 'outside')
    writeFileSync(outside, '', { mode: 0o600 })
    writeFileSync(at('su'), '')
    chmodSync(at('su'), 0o4755)
    linkSync(at('su'), at('sudo'))
    mkdirSync(at('spool'), { mode: 0o700 })
    chownSync(at('spool'), 7, 8)
    chmodSync(at('spool'), 0o2770)
    writeFileSync(at('spool/mail'), '', { mode: 0o640 })
    symlinkSync(outside, at('link'))
    await giveToIds(spec, files(), own)
    expect(look(at(''))).toMatch(/^500000:600000 /)
    expect([look(at('su')), look(at('sudo'))]).toEqual(Array(2).fill('500000:600000 4755'))
    expect(look(at('spool'))).toBe('500007:600008 2770')
    expect(look(at('spool/mail'))).toMatch(/^500000:6000\d\d 640$/)
    expect(look(at('link'))).toMatch(/^500000:600000 /)
    expect(look(outside)).toBe('0:0 600')
  })

  test('the way to them is opened for its root’s group, and above it only for passing through', async () => {
    await giveToIds(spec, files(), own)
    expect(own).toHaveLength(4)
    expect(look(layout.dir)).toBe('0:600000 710')
    expect(own.slice(1).map((folder) => look(folder))).toEqual(Array(3).fill('0:0 701'))
    expect(statSync(dir).mode & 0o777).toBe(0o711)
    chmodSync(dir, 0o700)
    expect(() => requireMappable(spec, request, files(), own)).toThrow(
      `${dir} is on the way to the container’s files, and its root, 500000 on this machine, may not enter it`,
    )
  })

  test('an owner that the map lacks is refused', async () => {
    writeFileSync(at('far'), '')
    chownSync(at('far'), 1000, 0)
    await expect(giveToIds(spec, files(), own)).rejects.toMatchObject({
      code: 'failed-precondition',
      message: `${at('far')} belongs to 1000:0, which the container’s ids do not include`,
    })
  })

  test('what a checkpoint brought has its owners already', async () => {
    writeFileSync(at('mine'), '')
    chownSync(at('mine'), 500_003, 600_000)
    await giveToIds(spec, { ...files(), base: spec }, own)
    expect(look(at('mine'))).toMatch(/^500003:600000/)
    expect(look(layout.dir)).toBe('0:600000 710')
  })

  test('without ids of its own nothing is touched', async () => {
    writeFileSync(at('mine'), '')
    await giveToIds(defaultSpec(false), files(), own)
    requireMappable(defaultSpec(false), request, files(), own)
    expect(look(at('mine'))).toMatch(/^0:0/)
    expect(look(layout.dir)).toBe('0:0 700')
  })

  test('images of a checkpoint are its root’s group’s to read, and nobody else’s', () => {
    const images = join(dir, 'images')
    mkdirSync(images, { mode: 0o700 })
    writeFileSync(join(images, 'pages-1.img'), '', { mode: 0o600 })
    symlinkSync('/etc/shadow', join(images, 'parent'))
    const shadow = look('/etc/shadow')
    letRead(images, spec)
    expect(look(images)).toBe('0:600000 750')
    expect(look(join(images, 'pages-1.img'))).toBe('0:600000 640')
    expect(look('/etc/shadow')).toBe(shadow)
  })
})
