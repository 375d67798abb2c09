import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ContainerRef } from '../../../../shared/model.ts'
import { KEEPER_FILES, type Keeper } from '../../runtime/lazy-pages.ts'
import { isAlive, textOrNull } from '../../runtime/proc.ts'

/** What a keeper is asked by; its log stays. */
const MARKS = [KEEPER_FILES.socket, KEEPER_FILES.init, KEEPER_FILES.exit]

/** CRIU sees at once that a process has gone which it filled; one that stands still never will. */
const VERDICT_MS = 500

/**
 * A folder for one restore alone, below the one that restores are told to work in: others may have been told the same, and the
 * socket in it has but one name. What an earlier restore has left in it is taken away.
 */
export async function makeWorkFolder(below: string, ref: ContainerRef): Promise<string> {
  const folder = join(below, `lazy-${ref.namespace}-${ref.id}`)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await removeMarks(folder)
  return folder
}

export async function removeMarks(folder: string): Promise<void> {
  for (const name of MARKS) await rm(join(folder, name), { force: true })
}

/** Tells the keeper whom to end when memory is lost. */
export const writeInit = (folder: string, { pid, startTime }: Keeper): Promise<void> =>
  writeFile(join(folder, KEEPER_FILES.init), `${pid} ${startTime}\n`, { mode: 0o600 })

/** CRIU's exit code; null as long as it is at work, and where its keeper has died before. */
export function exitCodeIn(folder: string): number | null {
  const code = Number.parseInt(textOrNull(join(folder, KEEPER_FILES.exit)) ?? '', 10)
  return Number.isNaN(code) ? null : code
}

/**
 * CRIU's exit code once it has ended, with a container that has just done so: by itself, or for want of memory. null where its
 * keeper has died, or has not come to an end by then.
 */
export async function exitCodeSoon(folder: string, keeper: Keeper | null): Promise<number | null> {
  const until = Date.now() + VERDICT_MS
  while (keeper && isAlive(keeper.pid, keeper.startTime) && Date.now() < until) {
    if (exitCodeIn(folder) !== null) break
    await sleep(2)
  }
  return exitCodeIn(folder)
}
