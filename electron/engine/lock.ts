import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { RuncibleError } from '../../shared/errors.ts'
import { isAlive, processStartTime } from './runtime/proc.ts'

const Holder = z.object({ pid: z.number().int().positive(), startTime: z.number() })

/** The hold of one engine on its state folder. */
export interface Lock {
  release(): Promise<void>
}

/**
 * Takes the lock file at `path`, so that two engines never manage one folder. The holder is a pid with its start time:
 * one that died, also with the machine, holds nothing. Throws `unavailable` while another lives.
 */
export async function acquireLock(path: string): Promise<Lock> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const mine = `${path}.${process.pid}`
  const startTime = processStartTime(process.pid)
  await writeFile(mine, JSON.stringify({ pid: process.pid, startTime }), { mode: 0o600 })
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      if (await linkUnlessThere(mine, path)) return { release: () => rm(path, { force: true }) }
      const holder = await readHolder(path)
      if (holder && isAlive(holder.pid, holder.startTime)) throw held(holder.pid)
      await discard(path)
    }
    throw held(null)
  } finally {
    await rm(mine, { force: true })
  }
}

/** link(2) is the atomic step: it fails where the name is taken, whoever races. */
async function linkUnlessThere(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

async function readHolder(path: string) {
  const text = await readFile(path, 'utf8').catch(() => '')
  try {
    return Holder.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/** Moves a dead lock away under a name of our own; if a racer's living one was caught by it, that one goes back. */
async function discard(path: string): Promise<void> {
  const aside = `${path}.stale.${process.pid}`
  await rename(path, aside).catch(() => {})
  const holder = await readHolder(aside)
  if (holder && isAlive(holder.pid, holder.startTime)) await linkUnlessThere(aside, path)
  await rm(aside, { force: true })
}

const held = (pid: number | null) =>
  new RuncibleError(
    'unavailable',
    `another Runcible manages this state folder${pid ? ` (pid ${pid})` : ''}`,
    { hint: pid ? `Use that one, or end it first: kill ${pid}. Containers run on.` : 'Try again.' },
  )
