import { existsSync, openSync, readdirSync, readlinkSync } from 'node:fs'

const DESCRIPTORS = '/proc/self/fd'
/** Node's own, and the pipes that a child is given, are below. */
const FIRST = 6

const withheld = new Set<number>()
/** Opened once and for good: it is needed before every program. */
const nothing = openSync('/dev/null', 'r+')

/**
 * Opens sockets by a library that forgets FD_CLOEXEC, and keeps them from every child that is started with withoutWithheld(). A
 * conmon that inherited another's attach socket would hold it open, unread, when the engine lets go of it or dies: the other
 * container would wait for ever with its output. Gives what `open` gave, and what is to be called once they are closed.
 */
export function withhold<T>(open: () => T): [opened: T, forget: () => void] {
  const before = sockets()
  const opened = open()
  const ours = [...sockets()].flatMap(([fd, socket]) => (before.get(fd) === socket ? [] : [fd]))
  for (const fd of ours) withheld.add(fd)
  return [
    opened,
    () => {
      for (const fd of ours) withheld.delete(fd)
    },
  ]
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

const BASH = '/bin/bash'
/** Closes the descriptors that are its arguments up to "--", and becomes the program that follows. Constant; dash cannot. */
const CLOSE = 'while [ "$1" != -- ]; do fd=$1; exec {fd}>&-; shift; done; shift; exec "$@"'

/**
 * The command line of a child that closes what is withheld before it begins, with `env` as its whole environment: for a
 * library that starts programs and takes no stdio. Where there is no bash the child inherits it.
 */
export function closingWithheld(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): readonly string[] {
  if (withheld.size === 0 || !existsSync(BASH)) return argv
  const closing = [BASH, '-c', CLOSE, BASH, ...[...withheld].map(String), '--']
  // bash takes PS1 away and adds a PWD that a shell would believe.
  const anew = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  return [...closing, 'env', '-i', ...anew, ...argv]
}

/** Every socket that is open, by its descriptor. */
function sockets(): Map<number, string> {
  const open = new Map<number, string>()
  for (const name of readdirSync(DESCRIPTORS)) {
    const target = targetOf(name)
    if (target.startsWith('socket:')) open.set(Number(name), target)
  }
  return open
}

/** '' for what is closed again, as the folder itself is that was just read. */
function targetOf(fd: string): string {
  try {
    return readlinkSync(`${DESCRIPTORS}/${fd}`)
  } catch {
    return ''
  }
}
