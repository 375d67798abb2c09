import type {
  CheckpointComparison,
  CheckpointInside,
  InsideFile,
  InsideProcess,
  InsideSocket,
  ProcessBrief,
} from '../../../../shared/model.ts'
import { describeSocket, isUnlisted, mayBeUnlisted, UNLISTED } from '../../inspect/socket-words.ts'

/** Of each kind of difference at most so many are told of. */
const MOST = 5000

type Running = Omit<CheckpointComparison, 'rootfs'>
/** A process on both sides, on one of them where it started or is gone. */
interface Pair {
  pid: number
  name: string
  was: InsideProcess | null
  is: InsideProcess | null
}

/**
 * What differs in what ran: processes are the same by their pid inside, which a restore keeps. Those that have ended and were
 * not waited for are none: of now, the kernel does not tell of them.
 */
export function compareRunning(was: CheckpointInside, is: CheckpointInside): Running {
  const pairs = pairsOf(was.processes.filter(isAlive), is.processes.filter(isAlive))
  const both = pairs.filter(isBoth)
  const unlisted = new Set(was.sockets.filter(mayBeUnlisted).map(describeSocket))
  const found = {
    processes: pairs.flatMap(processChange),
    memory: pairs.flatMap(memoryChange),
    environment: both.flatMap(environmentChanges),
    openFiles: pairs.flatMap((pair) => fileChanges(pair, unlisted)),
    sockets: socketChanges(was.sockets, is.sockets),
  }
  const cut = Object.values(found).some(({ length }) => length > MOST)
  const unread = both.some((pair) =>
    [pair.was, pair.is].some(({ args, env }) => args === null || env === null),
  )
  return {
    processes: found.processes.slice(0, MOST),
    memory: found.memory.slice(0, MOST),
    environment: found.environment.slice(0, MOST),
    openFiles: found.openFiles.slice(0, MOST),
    sockets: found.sockets.slice(0, MOST),
    notes: [
      ...new Set([...was.notes, ...is.notes]),
      ...(unread ? ['Arguments and environment that cannot be read are not compared.'] : []),
      ...(cut ? [`Of each kind of difference the first ${MOST} are shown.`] : []),
    ],
  }
}

const isAlive = ({ state }: InsideProcess) => state !== 'ended'

function pairsOf(was: readonly InsideProcess[], is: readonly InsideProcess[]): Pair[] {
  const [before, after] = [was, is].map((all) => new Map(all.map((one) => [one.pid, one])))
  const pids = [...new Set([...was, ...is].map(({ pid }) => pid))].sort((a, b) => a - b)
  return pids.map((pid) => {
    const [then, now] = [before?.get(pid) ?? null, after?.get(pid) ?? null]
    return { pid, name: (now ?? then)?.name ?? '', was: then, is: now }
  })
}

type Both = Pair & { was: InsideProcess; is: InsideProcess }
const isBoth = (pair: Pair): pair is Both => pair.was !== null && pair.is !== null

const briefOf = (process: InsideProcess | null): ProcessBrief | null => {
  if (!process) return null
  const { name, args, state, threadCount } = process
  return { name, args, state, threadCount }
}

function processChange(pair: Pair): Running['processes'] {
  const { pid } = pair
  const [was, is] = [briefOf(pair.was), briefOf(pair.is)]
  if (!was || !is) return [{ pid, change: was ? 'gone' : 'started', was, is }]
  const same =
    was.name === is.name &&
    was.state === is.state &&
    was.threadCount === is.threadCount &&
    (was.args === null || is.args === null || sameWords(was.args, is.args))
  return same ? [] : [{ pid, change: 'changed', was, is }]
}

const sameWords = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((word, n) => word === b[n])

function memoryChange({ pid, name, was, is }: Pair): Running['memory'] {
  if (was?.memory === is?.memory) return []
  return [{ pid, name, was: was?.memory ?? null, is: is?.memory ?? null }]
}

function environmentChanges({ pid, name, was, is }: Both): Running['environment'] {
  if (was.env === null || is.env === null) return []
  const [before, after] = [variables(was.env), variables(is.env)]
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((variable) => {
    const [then, now] = [before.get(variable) ?? null, after.get(variable) ?? null]
    return then === now ? [] : [{ pid, name, variable, was: then, is: now }]
  })
}

/** Of a name that is there twice the first counts, as for getenv. */
function variables(env: readonly string[]): Map<string, string> {
  const found = new Map<string, string>()
  for (const entry of env) {
    const at = entry.indexOf('=')
    if (at > 0 && !found.has(entry.slice(0, at))) found.set(entry.slice(0, at), entry.slice(at + 1))
  }
  return found
}

/** `unlisted`: what sockets of the moment are called that the kernel's tables of now may leave out. */
function fileChanges(
  { pid, name, was, is }: Pair,
  unlisted: ReadonlySet<string>,
): Running['openFiles'] {
  const [before, after] = [byNumber(was), byNumber(is)]
  const numbers = [...new Set([...before.keys(), ...after.keys()])].sort((a, b) => a - b)
  return numbers
    .flatMap((fd) => {
      const [then, now] = [before.get(fd), after.get(fd)]
      if (!then || !now || isSame(then, now, unlisted)) return fileChange(then, now)
      return [...fileChange(then, undefined), ...fileChange(undefined, now)]
    })
    .map((change) => ({ pid, name, ...change }))
}

const byNumber = (process: InsideProcess | null) =>
  new Map(process?.files.map((file) => [file.fd, file]))

type FileChange = Omit<Running['openFiles'][number], 'pid' | 'name'>

function fileChange(was: InsideFile | undefined, is: InsideFile | undefined): FileChange[] {
  const file = is ?? was
  if (!file || (was && is && was.position === is.position)) return []
  const change = was && is ? 'moved' : is ? 'opened' : 'closed'
  const { fd, target } = file
  return [{ fd, target, change, was: was?.position ?? null, is: is?.position ?? null }]
}

function isSame(was: InsideFile, is: InsideFile, unlisted: ReadonlySet<string>): boolean {
  if (nameOf(was) === nameOf(is)) return true
  return is.target === describeSocket(UNLISTED) && unlisted.has(was.target)
}

/** The number of a pipe is another after a restore, and both are the same pipe. */
const nameOf = ({ target }: InsideFile) => (/^pipe:/.test(target) ? 'pipe' : target)

/** By what they say of themselves, each as often as it is there: their numbers are others after a restore. */
function socketChanges(
  was: readonly InsideSocket[],
  is: readonly InsideSocket[],
): Running['sockets'] {
  const [closed, opened] = [without(was, is), without(is, was)]
  // What the tables of now leave out stands for as many of the moment's that they may leave out.
  const same = Math.min(closed.filter(mayBeUnlisted).length, opened.filter(isUnlisted).length)
  return [
    ...withoutFirst(same, closed, mayBeUnlisted).map((socket) => ({
      change: 'closed' as const,
      socket,
    })),
    ...withoutFirst(same, opened, isUnlisted).map((socket) => ({
      change: 'opened' as const,
      socket,
    })),
  ]
}

/** Without the first so many that `is` says it of. */
function withoutFirst(
  count: number,
  all: readonly InsideSocket[],
  is: (socket: InsideSocket) => boolean,
): InsideSocket[] {
  let left = count
  return all.filter((one) => !(is(one) && left-- > 0))
}

function without(all: readonly InsideSocket[], others: readonly InsideSocket[]): InsideSocket[] {
  const left = new Map<string, number>()
  for (const one of others) left.set(sameSocket(one), (left.get(sameSocket(one)) ?? 0) + 1)
  return all.filter((one) => {
    const count = left.get(sameSocket(one)) ?? 0
    left.set(sameSocket(one), count - 1)
    return count <= 0
  })
}

const sameSocket = ({ kind, type, local, remote, state }: InsideSocket) =>
  [kind, type, local, remote, state].join(' ')
