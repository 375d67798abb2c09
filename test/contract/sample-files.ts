import type { Folder } from '../../shared/model.ts'

/** A folder with a name that is no UTF-8, and one that was removed. */
export const folder: Folder = {
  path: '/etc/\udcff',
  total: 2,
  entries: [
    {
      name: 'way \udcff',
      type: 'link',
      size: 0,
      mode: 0o777,
      uid: 0,
      gid: 5,
      user: 'root',
      group: null,
      modified: 1_700_000_000_000.5,
      target: '../ü',
      mark: 'added',
      mounted: null,
    },
    {
      name: 'gone',
      type: 'folder',
      size: 0,
      mode: 0o1777,
      uid: 1000,
      gid: 1000,
      user: null,
      group: null,
      modified: 0,
      target: null,
      mark: 'removed',
      mounted: 'tmpfs',
    },
  ],
  truncated: true,
  base: 'its image',
  whyNotWritable: 'its root filesystem is read-only, by config.json',
  notes: ['It does not run.'],
}
