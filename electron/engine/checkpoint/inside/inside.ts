import { constants } from 'node:fs'
import type {
  CheckpointInside,
  InsideFile,
  InsideMap,
  InsideMount,
  InsideProcess,
} from '../../../../shared/model.ts'
import { describeSocket, heldSockets } from '../../inspect/socket-words.ts'
import type { Decoded, DecodedFile, DecodedMap, DecodedMount, DecodedProcess } from './decoded.ts'
import { isSocket, socketOf } from './sockets.ts'

/** CRIU's own numbers: 2 is one that nobody has waited for. pycriu knows other words for some of them, and wrong ones. */
const STATES: Readonly<Record<number, InsideProcess['state']>> = {
  1: 'alive',
  2: 'ended',
  3: 'stopped',
  6: 'ended',
}
const TYPES = new Map<number, InsideFile['kind']>([
  [constants.S_IFDIR, 'folder'],
  [constants.S_IFCHR, 'device'],
  [constants.S_IFBLK, 'device'],
  [constants.S_IFIFO, 'pipe'],
])
/** Bits of mount(2) that say how something is mounted. */
const MOUNT_OPTIONS = [
  [1, 'ro'],
  [2, 'nosuid'],
  [4, 'nodev'],
  [8, 'noexec'],
] as const
/** Pieces that CRIU names by what they are; anything else is nobody's. */
const NAMED_MAPS = [
  ['VMA_AREA_HEAP', '[heap]'],
  ['VMA_AREA_STACK', '[stack]'],
  ['VMA_AREA_VDSO', '[vdso]'],
  ['VMA_AREA_VVAR', '[vvar]'],
  ['VMA_AREA_VSYSCALL', '[vsyscall]'],
  ['VMA_ANON_SHARED', '[shared]'],
  ['VMA_AREA_SYSVIPC', '[System V shared memory]'],
  ['VMA_AREA_AIORING', '[aio]'],
] as const

/** What was in a container, out of its decoded images. */
export function insideOf(decoded: Decoded): CheckpointInside {
  const fileOf = (id: number | null | undefined) => decoded.files[String(id)]
  const sockets = heldSockets(
    decoded.processes.flatMap(({ pid, files }) =>
      files.flatMap(({ fd, id }) => {
        const file = fileOf(id)
        return file && isSocket(file.kind) ? [{ key: id, socket: socketOf(file), pid, fd }] : []
      }),
    ),
  )
  return {
    hostname: decoded.hostname,
    processes: decoded.processes.map((one) => processOf(one, fileOf)),
    processCount: decoded.processCount,
    sockets,
    mounts: decoded.mounts.map(mountOf).reverse(),
    notes: notesOf(decoded),
  }
}

type FileOf = (id: number | null | undefined) => DecodedFile | undefined

function processOf(process: DecodedProcess, fileOf: FileOf): InsideProcess {
  const { pid, parent, session, name, uid, args, env, threads, threadCount, bytes } = process
  return {
    pid,
    parent,
    session,
    name,
    state: STATES[process.state] ?? 'alive',
    uid,
    threads: threads.map(({ tid, name }) => ({ id: tid, name })),
    threadCount,
    args,
    env,
    exe: fileOf(process.exe)?.name ?? '',
    cwd: fileOf(process.cwd)?.name ?? '',
    memory: bytes,
    // Others are marks of CRIU's own within these.
    maps: process.maps
      .filter(
        ({ kinds }) => kinds.includes('VMA_AREA_REGULAR') || kinds.includes('VMA_AREA_VSYSCALL'),
      )
      .map((map) => mapOf(map, fileOf(map.file))),
    files: process.files.map(({ fd, id }) => openFileOf(fd, fileOf(id), fileOf)),
  }
}

function mapOf(
  { start, bytes, prot, flags, kinds, resident }: DecodedMap,
  file?: DecodedFile,
): InsideMap {
  const right = (name: string, letter: string) => (prot.includes(name) ? letter : '-')
  const named = NAMED_MAPS.find(([kind]) => kinds.includes(kind))?.[1]
  return {
    start: start.replace(/^0x/, ''),
    bytes,
    rights: [
      right('PROT_READ', 'r'),
      right('PROT_WRITE', 'w'),
      right('PROT_EXEC', 'x'),
      flags.includes('MAP_SHARED') ? 's' : 'p',
    ].join(''),
    what: file ? pathOf(file) : (named ?? (flags.includes('MAP_GROWSDOWN') ? '[stack]' : '')),
    taken: resident,
  }
}

const pathOf = ({ name, deleted }: DecodedFile) => (deleted ? `${name} (deleted)` : name)

function openFileOf(fd: number, file: DecodedFile | undefined, fileOf: FileOf): InsideFile {
  if (!file) return { fd, kind: 'other', target: 'unknown', mode: 'both', position: 0, flags: [] }
  const flags = flagsOf(file.flags || (fileOf(file.regf_id)?.flags ?? ''))
  const mode = flags & constants.O_RDWR ? 'both' : flags & constants.O_WRONLY ? 'write' : 'read'
  const more = FLAG_WORDS.flatMap(([bits, word]) => ((flags & bits) === bits ? [word] : []))
  return { fd, ...whatIsOpen(file, fileOf), mode, position: file.pos, flags: more }
}

/** Those that say something to a person. */
const FLAG_WORDS = [
  [constants.O_APPEND, 'append'],
  [constants.O_NONBLOCK, 'nonblock'],
  [constants.O_DIRECT, 'direct'],
  [constants.O_DSYNC, 'sync'],
] as const

/** pycriu writes them as `O_RDWR | 0x80`; of what is no plain file as one number. */
function flagsOf(text: string): number {
  const bits = text.split(' | ').map((word) => constants[word as 'O_RDWR'] ?? Number(word) | 0)
  return bits.reduce((all, one) => all | one, 0)
}

function whatIsOpen(file: DecodedFile, fileOf: FileOf): Pick<InsideFile, 'kind' | 'target'> {
  if (isSocket(file.kind)) return { kind: 'socket', target: describeSocket(socketOf(file)) }
  switch (file.kind) {
    case 'REG':
      return {
        kind: TYPES.get((file.mode ?? 0) & constants.S_IFMT) ?? 'file',
        target: pathOf(file),
      }
    case 'PIPE':
      return { kind: 'pipe', target: `pipe:[${file.pipe_id}]` }
    case 'FIFO': {
      const named = fileOf(file.regf_id)
      return { kind: 'pipe', target: named ? pathOf(named) : 'a named pipe' }
    }
    case 'TTY':
      return { kind: 'terminal', target: fileOf(file.regf_id)?.name ?? 'a terminal' }
    case 'MEMFD':
      return { kind: 'file', target: pathOf(file) }
    default:
      return { kind: 'other', target: KERNELS[file.kind] ?? inodeOf(file.kind) }
  }
}

/** What the kernel calls what is no file, where it is not `anon_inode:[eventfd]` and the like. */
const KERNELS: Readonly<Record<string, string>> = {
  INOTIFY: 'anon_inode:inotify',
  BPFMAP: 'anon_inode:bpf-map',
  TUNF: '/dev/net/tun',
}
const inodeOf = (kind: string) => `anon_inode:[${kind.toLowerCase()}]`

function mountOf({ at, type, source, root, flags, outside }: DecodedMount): InsideMount {
  const bits = Number.parseInt(flags, 16) || 0
  const options = MOUNT_OPTIONS.flatMap(([bit, word]) => (bits & bit ? [word] : []))
  return { at, type, source, root, options, outside: outside !== '' && outside !== '/' }
}

export const CUT = {
  processes: 'Not all of its processes are shown: there are too many.',
  threads: 'Not all threads are named: there are too many.',
  files: 'Not all open files are shown: there are too many.',
  maps: 'Not all memory maps are shown: there are too many.',
  mounts: 'Not all mounts are shown: there are too many.',
  text: 'Long arguments and environments are cut off.',
  words: 'Not all arguments and environments are told: together they are too long.',
  time: 'It took too long to look at all processes.',
} as const

function notesOf({ cut, pagesMissing, failures }: Decoded): string[] {
  return [
    ...(pagesMissing
      ? [
          'Arguments and environment of some processes lie in memory pages that are not here: they can be read once the moment is whole.',
        ]
      : []),
    ...cut.flatMap((what) => CUT[what as keyof typeof CUT] ?? []),
    ...failures.map((said) => `An image could not be read: ${said}`),
  ]
}
