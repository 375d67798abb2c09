import { closeSync, openSync, readlinkSync } from 'node:fs'

const DESCRIPTORS = '/proc/self/fd'
/** Node's own, and the pipes that a child is given, are below. */
const FIRST = 6

/** A file in between is rare; a library that opens other than expected would have this go on for ever. */
const TRIES = 100

const withheld = new Set<number>()
/** Opened once and for good: it is needed before every program. */
const nothing = openSync('/dev/null', 'r+')

/** What opens one socket, and what closes it again. */
interface Opening<T> {
  open(): T
  close(opened: T): void
}

/**
 * Opens a socket by a library that forgets FD_CLOEXEC, and keeps it from every child that is started with withoutWithheld(). A
 * conmon that inherited another's attach socket would hold it open, unread, when the engine lets go of it or dies: the other
 * container would wait for ever with its output. Gives what `open` gave, and what is to be called once it is closed.
 */
export function withhold<T>({ open, close }: Opening<T>): [opened: T, forget: () => void] {
  for (let tries = 0; tries < TRIES; tries++) {
    const fd = lowestFree()
    const opened = open()
    if (isSocket(fd)) {
      withheld.add(fd)
      return [opened, () => withheld.delete(fd)]
    }
    // One of Node's threads has opened a file in between.
    close(opened)
  }
  throw new Error('the descriptor of a socket that was opened cannot be told')
}

/** The stdio of a child, with /dev/null in the place of what is withheld: Node can close nothing in a child. */
export function withoutWithheld<S extends 'ignore' | 'pipe' | number>(
  stdio: readonly S[],
): Array<S | 'ignore' | number> {
  const all: Array<S | 'ignore' | number> = [...stdio]
  for (const fd of withheld) {
    if (fd < Math.max(FIRST, stdio.length)) continue
    while (all.length <= fd) all.push('ignore')
    all[fd] = nothing
  }
  return all
}

/** The descriptor that the kernel gives to what is opened next. */
function lowestFree(): number {
  const fd = openSync('/dev/null', 'r')
  closeSync(fd)
  return fd
}

function isSocket(fd: number): boolean {
  try {
    return readlinkSync(`${DESCRIPTORS}/${fd}`).startsWith('socket:')
  } catch {
    return false
  }
}
