import { defaultSpec } from '../../electron/engine/bundle/defaults.ts'
import { type Entry, tar } from './tar.ts'

/** config.json as a moment's archive has it. */
export const spec = (change: object = {}) => JSON.stringify({ ...defaultSpec(false), ...change })
export const member = (
  name: string,
  content: string | Buffer = 'x',
  rest: Partial<Entry> = {},
): Entry => ({
  name,
  content,
  ...rest,
})
export const INVENTORY = member('checkpoint/inventory.img')
export const SPEC = member('spec.dump', spec())
export const CONFIG = member('config.dump', JSON.stringify({ id: 'x', name: 'x' }))
/** As little as is taken for a moment. */
export const LEAST = [CONFIG, SPEC, INVENTORY]
export const withFiles = (...files: Entry[]) => [...LEAST, member('rootfs-diff.tar', tar(files))]
/** What an archive of those may want that has to be allowed. */
export const UNFILTERED = 'seccomp: no filter of system calls'
export const ALL = [UNFILTERED, 'files: devices', 'files: set-user-id', 'files: capabilities']
