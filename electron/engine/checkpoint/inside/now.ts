import type {
  CheckpointInside,
  ContainerProcess,
  InsideFile,
  InsideProcess,
} from '../../../../shared/model.ts'
import { fileWithSocket, openFilesOf, readProcesses } from '../../inspect/processes.ts'
import { heldSockets, type Socket, UNLISTED } from '../../inspect/socket-words.ts'
import { socketInode, socketsOf } from '../../inspect/sockets.ts'
import { fieldOf, linkOrNull, textOrNull } from '../../runtime/proc.ts'
import { Turns } from '../../turns.ts'
import { Texts } from './texts.ts'

/**
 * What is in a container now, as far as it can be set beside a moment: from the kernel's own files of its processes, without
 * memory maps and mounts. Nothing is stopped for it.
 */
export async function insideNow(
  pids: readonly number[],
  signal?: AbortSignal,
): Promise<CheckpointInside> {
  const all = await readProcesses(pids)
  const { sockets } = await socketsOf(all.map(({ pid }) => pid))
  const insideOf = new Map(all.map(({ pid, inside }) => [pid, inside]))
  const texts = new Texts()
  const processes: InsideProcess[] = []
  const held: { key: number; socket: Socket; pid: number; fd: number }[] = []
  const turns = new Turns()
  for (const one of all) {
    const files = await filesOf(pids, one)
    for (const { fd, target } of files) {
      const key = socketInode(target)
      const socket = key !== null && (sockets.get(key) ?? UNLISTED)
      if (socket) held.push({ key, socket, pid: one.inside, fd })
    }
    const opened = files.map((file) => fileWithSocket(file, sockets))
    processes.push(processNow(one, insideOf, texts, opened))
    await turns.next(signal)
  }
  const notes = [
    ...(all.length < pids.length
      ? ['Not all processes of now are looked at: there are too many.']
      : []),
    ...texts.notes(),
  ]
  return {
    hostname: null,
    processes,
    processCount: pids.length,
    sockets: heldSockets(held),
    mounts: [],
    notes,
  }
}

function processNow(
  one: ContainerProcess,
  insideOf: ReadonlyMap<number, number>,
  texts: Texts,
  files: InsideFile[],
): InsideProcess {
  const { pid, inside, parent, name, uid, state, threads } = one
  return {
    pid: inside,
    parent: parent === null ? 0 : (insideOf.get(parent) ?? 0),
    session: 0,
    name,
    state: state === 'Z' ? 'ended' : state === 'T' ? 'stopped' : 'alive',
    uid,
    threads: [],
    threadCount: threads,
    args: texts.read(`/proc/${pid}/cmdline`),
    env: texts.read(`/proc/${pid}/environ`),
    exe: linkOrNull(`/proc/${pid}/exe`) ?? '',
    cwd: linkOrNull(`/proc/${pid}/cwd`) ?? '',
    memory: ownMemory(pid),
    maps: [],
    files,
  }
}

/** Bytes of what CRIU would take along of it: neither what is shared nor what lies in files unchanged. */
function ownMemory(pid: number): number {
  const status = textOrNull(`/proc/${pid}/status`) ?? ''
  const of = (field: string) => Number.parseInt(fieldOf(status, field), 10) || 0
  return 1024 * (of('RssAnon') + of('VmSwap'))
}

/** None of one that has ended meanwhile, or that hides them. */
const filesOf = (pids: readonly number[], process: ContainerProcess) =>
  openFilesOf(pids, process).catch(() => [])
