import { linkOrNull } from './proc.ts'
import { type Argv, run } from './run.ts'
import { which } from './which.ts'

/** What CRIU calls its table of nftables: by a number of its own. */
const TABLE = /^table inet (CRIU-\S+)$/gm
/** Its chain of iptables, and what leads into it. */
const CHAIN = 'CRIU'
const WAYS_IN = ['INPUT', 'OUTPUT'] as const

/**
 * Opens the network of a process that a CRIU which was killed left closed: it lets nothing through while it dumps, not over the
 * loopback either, and nobody else takes that away. Where it is open, or no network of its own, nothing happens. Throws what
 * run() throws.
 */
export async function openNetwork(pid: number): Promise<void> {
  const network = linkOrNull(`/proc/${pid}/ns/net`)
  if (network === null || network === linkOrNull('/proc/self/ns/net')) return
  const inside = insideOf(pid)
  if (await which('nft')) await dropTables(inside)
  for (const iptables of ['iptables', 'ip6tables'])
    if (await which(iptables)) await dropChain(inside, iptables)
}

type Inside = (...command: Argv) => ReturnType<typeof run>

/** Runs a program in the network of a process; one that finds nothing to do fails. */
const insideOf =
  (pid: number): Inside =>
  (...command) =>
    run(['nsenter', '-t', String(pid), '-n', ...command], { allowExitCodes: [1, 2, 3, 4] })

async function dropTables(inside: Inside): Promise<void> {
  const { stdout } = await inside('nft', 'list', 'tables')
  for (const [, name = ''] of stdout.matchAll(TABLE))
    await inside('nft', 'delete', 'table', 'inet', name)
}

async function dropChain(inside: Inside, iptables: string): Promise<void> {
  if ((await inside(iptables, '-w', '-S', CHAIN)).exitCode !== 0) return
  for (const from of WAYS_IN) await inside(iptables, '-w', '-D', from, '-j', CHAIN)
  for (const change of ['-F', '-X']) await inside(iptables, '-w', change, CHAIN)
}
