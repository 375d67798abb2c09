import { closeSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'

const DESCRIPTORS = '/proc/self/fd'
const AFTER_STDIO = 3
const O_CLOEXEC = 0o2000000
/** What Node itself has opened by the time a program begins; it opens all of it with O_CLOEXEC. */
const NODES_OWN = /^(anon_inode:|pipe:|\/dev\/null$)/

/**
 * Closes what whoever started us left open besides stdin, stdout and stderr. Chromium opens its sockets and files without
 * O_CLOEXEC, and Node closes nothing in a child: a conmon would hold them for as long as its container lives. Gives how many
 * they were. To be called before anything else is opened.
 */
export function closeInherited(): number {
  const inherited = readdirSync(DESCRIPTORS).map(Number).filter(isInherited)
  for (const fd of inherited) closeSync(fd)
  return inherited.length
}

/** Node marks the lowest dozen itself at its start, so what is marked may still be another's. */
function isInherited(fd: number): boolean {
  if (fd < AFTER_STDIO) return false
  try {
    const marked = (flagsOf(fd) & O_CLOEXEC) !== 0
    return !marked || !NODES_OWN.test(readlinkSync(`${DESCRIPTORS}/${fd}`))
  } catch {
    // The folder itself, which was just read.
    return false
  }
}

function flagsOf(fd: number): number {
  const [, octal = '0'] =
    /^flags:\s*(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8')) ?? []
  return Number.parseInt(octal, 8)
}
