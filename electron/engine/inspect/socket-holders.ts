import type { InsideSocket } from '../../../shared/model.ts'
import { linkOrNull } from '../runtime/proc.ts'
import { Turns } from '../turns.ts'
import { descriptorsOf } from './processes.ts'
import { heldSockets, type Socket } from './socket-words.ts'
import { socketInode } from './sockets.ts'

/** Descriptors of all processes together that are looked at for it. */
const MOST_DESCRIPTORS = 20_000
const MOST_SOCKETS = 2000
const KINDS: readonly InsideSocket['kind'][] = ['tcp', 'udp', 'unix', 'other']

interface Holder {
  pid: number
  inside: number
}

/**
 * Sockets with those of `holders` that have them open, listening ones first; `alone`: also those that none of them has. `whole`:
 * none is left out.
 */
export async function socketsWithHolders(
  sockets: ReadonlyMap<number, Socket>,
  holders: readonly Holder[],
  alone: boolean,
): Promise<{ sockets: InsideSocket[]; whole: boolean }> {
  const held: { key: number; socket: Socket; pid: number; fd: number }[] = []
  const seen = new Set<number>()
  const turns = new Turns()
  let left = MOST_DESCRIPTORS
  for (const { pid, inside } of holders) {
    for (const fd of openIn(pid)) {
      if (--left < 0) break
      await turns.next()
      const inode = socketInode(linkOrNull(`/proc/${pid}/fd/${fd}`) ?? '')
      const socket = inode !== null && sockets.get(inode)
      if (!socket) continue
      seen.add(inode)
      held.push({ key: inode, socket, pid: inside, fd })
    }
    if (left < 0) break
  }
  const others = alone
    ? // Nobody can have one without an inode open any more; of netlink's most are the kernel's own.
      [...sockets].flatMap(([inode, socket]) =>
        inode === 0 || seen.has(inode) || socket.type === 'netlink'
          ? []
          : [{ ...socket, holders: [] }],
      )
    : []
  const all = [...heldSockets(held), ...others].sort((a, b) => rank(a) - rank(b))
  return { sockets: all.slice(0, MOST_SOCKETS), whole: left >= 0 && all.length <= MOST_SOCKETS }
}

/** None of one that has ended, or hides them. */
function* openIn(pid: number): Generator<number> {
  try {
    yield* descriptorsOf(pid)
  } catch {}
}

const rank = ({ state, kind }: InsideSocket) =>
  (state === 'listen' ? 0 : KINDS.length) + KINDS.indexOf(kind)
