import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CgroupPaths } from './cgroup.ts'

/** While a cgroup is on its way to frozen it is looked at again, as runc does. */
const FREEZING_LOOKS = 20
const FREEZING_PAUSE_MS = 5

/** Whether a cgroup is frozen itself, and not through one above it; judged as runc does, on v1 and v2. */
export async function isFrozen(paths: CgroupPaths): Promise<boolean> {
  for (let look = 0; look < FREEZING_LOOKS; look++) {
    const state = paths.freezer ? await stateV1(paths.freezer) : await stateV2(paths[''])
    if (state !== 'freezing') return state === 'frozen'
    await sleep(FREEZING_PAUSE_MS)
  }
  return true
}

/** The file that changes as a cgroup is frozen and thawed, by whomever; null where there is no freezer. */
export function freezerFile({ freezer, '': unified }: CgroupPaths): string | null {
  if (freezer) return join(freezer, 'freezer.state')
  return unified === undefined ? null : join(unified, 'cgroup.events')
}

type FreezerState = 'thawed' | 'freezing' | 'frozen'

async function stateV1(folder: string): Promise<FreezerState> {
  const state = await read(folder, 'freezer.state')
  if (state === 'FREEZING') return 'freezing'
  if (state !== 'FROZEN') return 'thawed'
  return (await read(folder, 'freezer.self_freezing')) === '0' ? 'thawed' : 'frozen'
}

async function stateV2(folder: string | undefined): Promise<FreezerState> {
  if (folder === undefined) return 'thawed'
  if ((await read(folder, 'cgroup.freeze')) !== '1') return 'thawed'
  return /^frozen 1$/m.test(await read(folder, 'cgroup.events')) ? 'frozen' : 'freezing'
}

/** '' where the file is gone: with its cgroup, so with nothing to freeze. */
async function read(folder: string, name: string): Promise<string> {
  return readFile(join(folder, name), 'utf8').then(
    (text) => text.trim(),
    () => '',
  )
}
