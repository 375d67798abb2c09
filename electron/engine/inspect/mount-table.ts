import type { InspectedMount } from '../../../shared/model.ts'
import { plain, propagationOf } from '../runtime/mounts.ts'

/** Of a table of mounts at most so much is read, bytes, and so many are told of; the kernel lets a container have 100000. */
export const MOST_TABLE = 1024 * 1024
const MOST_MOUNTS = 2000
/** A path or an option is cut to this; an overlay's may name hundreds of folders. */
const MOST_CHARACTERS = 4096

/** The lines of /proc/PID/mountinfo, those mounted first first; `whole`: none is left out. */
export function parseMountTable(text: string): { mounts: InspectedMount[]; whole: boolean } {
  const all = text.split('\n').flatMap((line) => parseMount(line) ?? [])
  return { mounts: all.slice(0, MOST_MOUNTS), whole: all.length <= MOST_MOUNTS }
}

function parseMount(line: string): InspectedMount | null {
  const words = line.split(' ')
  const end = words.indexOf('-', 6)
  const [id, parent, device, root, at, options] = words
  if (end < 0 || at === undefined) return null
  const [type = '', source = '', ofFilesystem = ''] = words.slice(end + 1)
  return {
    id: Number(id) || 0,
    parent: Number(parent) || 0,
    device: device ?? '',
    root: told(root),
    at: told(at),
    options: listed(options),
    propagation: propagationOf(words.slice(6, end)),
    type: told(type),
    source: told(source),
    ofFilesystem: listed(ofFilesystem),
  }
}

const told = (word = '') => plain(word).slice(0, MOST_CHARACTERS)
const listed = (words = '') => told(words).split(',').filter(Boolean)
