import type { fileCalls } from '../../../shared/contract/files.ts'
import type { Folder } from '../../../shared/model.ts'
import { ref } from './models.ts'
import type { SamplesOf } from './sample.ts'

/** A folder with a name that is no UTF-8, and one that was removed. */
const folder: Folder = {
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

export const fileSamples: SamplesOf<typeof fileCalls> = {
  'files.list': {
    input: { ...ref, path: '/etc/\udcff', limit: 2, changed: true },
    output: folder,
  },
  'files.read': {
    input: { ...ref, path: '/etc/ü', from: 1 },
    output: {
      path: '/etc/ü',
      kind: 'text',
      type: 'file',
      text: 'ü\n',
      from: 1,
      to: 4,
      size: 9,
    },
  },
  'files.compare': {
    input: { ...ref, path: '/etc/ü' },
    output: { was: null, is: { kind: 'text', text: 'ü\n', bytes: 3, truncated: false } },
  },
  'files.makeFolder': { input: { ...ref, folder: '/etc', name: 'ü' }, output: {} },
  'files.rename': { input: { ...ref, folder: '/etc', name: 'ü', to: '\udcff' }, output: {} },
  'files.delete': { input: { ...ref, folder: '/etc', name: 'ü' }, output: {} },
}
