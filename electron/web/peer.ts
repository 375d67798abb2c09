import { readFile } from 'node:fs/promises'

/**
 * The user whose process holds the other end of a loopback connection, out of the kernel's table; null where the table
 * does not say. `client` and `server` are ports on 127.0.0.1.
 */
export async function peerUid(client: number, server: number): Promise<number | null> {
  const table = await readFile('/proc/net/tcp', 'utf8').catch(() => '')
  return uidIn(table, client, server)
}

/** Reads /proc/net/tcp (proc(5)): local and remote address in hexadecimal, the uid in the eighth column. */
export function uidIn(table: string, client: number, server: number): number | null {
  for (const line of table.split('\n')) {
    const columns = line.trim().split(/\s+/)
    const isTheirs = portOf(columns[1]) === client && portOf(columns[2]) === server
    const uid = Number(columns[7])
    if (isTheirs && Number.isInteger(uid)) return uid
  }
  return null
}

const LOOPBACK = new Set(['0100007F', '7F000001'])

function portOf(address = ''): number | null {
  const [host = '', port = ''] = address.split(':')
  return LOOPBACK.has(host) ? Number.parseInt(port, 16) : null
}
