import { run } from './run.ts'

/** Brings up the loopback of a process's network namespace: CRIU leaves it down after every restore into a private one. */
export async function loopbackUp(pid: number): Promise<void> {
  await run(['nsenter', '-t', String(pid), '-n', 'ip', 'link', 'set', 'lo', 'up'])
}

/** Names the machine that a process believes to be on. */
export async function setHostname(pid: number, name: string): Promise<void> {
  await run(['nsenter', '-t', String(pid), '-u', 'hostname', name])
}

/** Takes away what stood in for a way out while a container was restored; the routes that name the address go with it. */
export async function removeStandIn(pid: number): Promise<void> {
  const flush = ['ip', 'address', 'flush', 'dev', 'lo', 'scope', 'global']
  await run(['nsenter', '-t', String(pid), '-n', ...flush])
}

/**
 * Ends the connections from an address in a process's network namespace, so that programs hear of it at once and not when they
 * next send. Where the kernel cannot (INET_DIAG_DESTROY), they hear of it then.
 */
export async function endConnections(pid: number, address: string): Promise<void> {
  await run(['nsenter', '-t', String(pid), '-n', 'ss', '-K', '-t', 'src', address], {
    allowExitCodes: [1, 127, 255],
  })
}

/** A line of `ss -x`: kind, state, queues, then name and inode of both ends. */
const UNIX_SOCKET = /^\S+\s+\S+\s+\d+\s+\d+\s+.*?\s(\d+)\s+\S+\s+(\d+)\s*$/

/** Which unix socket of a process's network namespace is connected to which, by inode; `0`: to none. Throws what run() throws. */
export async function unixPeers(pid: number): Promise<Map<string, string>> {
  const { stdout } = await run(['nsenter', '-t', String(pid), '-n', 'ss', '-Hxan'])
  const peers = new Map<string, string>()
  for (const line of stdout.split('\n')) {
    const [, inode, peer] = UNIX_SOCKET.exec(line) ?? []
    if (inode !== undefined && peer !== undefined) peers.set(inode, peer)
  }
  return peers
}
