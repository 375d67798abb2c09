import { statSync } from 'node:fs'
import { searchPath } from './child-env.ts'
import { lastLine, run } from './run.ts'
import { versionOf } from './version.ts'
import { which } from './which.ts'

/** Where root's set-up unpacks programs; an ordinary user may run them too. */
export const SYSTEM_TOOLS_BIN = '/var/lib/runcible/tools/bin'
/** CRIU's checks start a few processes; what needs longer hangs. */
const CHECK_MS = 20_000

/**
 * The criu to use: the one unpacked privately, which the set-up does only where the system's fails on this kernel; else
 * the one on PATH. null where there is none.
 */
export function findCriu(toolsBin: string): Promise<string | null> {
  return which('criu', `${toolsBin}:${SYSTEM_TOOLS_BIN}:${searchPath()}`)
}

/** `4.2.1`; asked of each binary once. */
export const criuVersion = (criu: string) => versionOf(criu)

/** Whether CRIU and this kernel can do a thing: `mem_dirty_track` for pre-dumps and parents, `uffd` and `uffd-noncoop` for lazy restores. */
export async function criuFeature(criu: string, feature: string): Promise<boolean> {
  const argv = [criu, 'check', '--feature', feature] as const
  const { exitCode } = await run(argv, { allowExitCodes: [1], timeoutMs: CHECK_MS })
  return exitCode === 0
}

const locks = new Map<string, Promise<boolean>>()

/**
 * Whether CRIU can close a container's network by nftables itself: with iptables, its default, it starts programs for that,
 * which is a quarter of a small restore. Not without nft, by which openNetwork opens what a killed CRIU left closed. Asked of
 * each binary once, and `again` where the machine may have changed; false where it cannot be asked.
 */
export function locksByNftables(criu: string, { again = false } = {}): Promise<boolean> {
  const key = `${criu} ${statSync(criu, { throwIfNoEntry: false })?.mtimeMs}`
  const asked = (!again && locks.get(key)) || askForNftables(criu)
  locks.set(key, asked)
  return asked
}

async function askForNftables(criu: string): Promise<boolean> {
  if (!(await which('nft'))) return false
  return criuFeature(criu, 'network_lock_nftables').catch(() => false)
}

/** CRIU's own look at the kernel. `said` is its last line: "Looks good." or what is missing. */
export async function criuCheck(criu: string): Promise<{ ok: boolean; said: string }> {
  const { exitCode, stdout, stderr } = await run([criu, 'check'], {
    allowExitCodes: [1],
    timeoutMs: CHECK_MS,
  })
  return { ok: exitCode === 0, said: lastLine(`${stdout}\n${stderr}`) }
}
