import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { toWireError, type WireError } from '../../shared/errors.ts'
import { type Carrier, usualHost } from './hosts.ts'

const KIB = 1024

/** The engine with a state folder that is a small disk of its own, as long as it is open. */
export const onSmallDisk =
  (kib: number): Carrier =>
  async (folders) => {
    const { state } = folders
    const takeAway = smallDisk(state, kib)
    const host = await usualHost(folders)
    return {
      client: host.client,
      async stop() {
        await host.stop()
        takeAway()
      },
    }
  }

/** Makes a folder a small disk; what it gives takes that away. */
export function smallDisk(folder: string, kib: number): () => void {
  mkdirSync(folder, { recursive: true })
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kib}k`, 'none', folder])
  return () => execFileSync('umount', ['--lazy', folder])
}

const fillerIn = (folder: string) => join(folder, 'filler')

/** Free space on the disk of a folder, KiB. */
export function freeKib(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return (bavail * bsize) / KIB
}

/** Runs `work` with that much left on the disk of a folder. Gives its failure; null: it did not fail. */
export async function withLeft(
  folder: string,
  kib: number,
  work: () => Promise<unknown>,
): Promise<WireError | null> {
  const file = openSync(fillerIn(folder), 'w')
  const block = Buffer.alloc(KIB)
  for (let rest = Math.floor(freeKib(folder)) - kib; rest > 0; rest--) writeSync(file, block)
  closeSync(file)
  try {
    await work()
    return null
  } catch (error) {
    return toWireError(error)
  } finally {
    removeFiller(folder)
  }
}

/** For a test that was cut off. */
export const removeFiller = (folder: string) => rmSync(fillerIn(folder), { force: true })
