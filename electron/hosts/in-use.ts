import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Mutex } from 'async-mutex'
import { z } from 'zod'
import { HostId } from '../../shared/hosts.ts'
import { readJson, writeJson } from '../engine/atomic.ts'

/** More than anybody has hosts; a file that names more is not ours. */
const MAX_HOSTS = 1000

const InUseFile = z.object({ version: z.literal(1), hosts: z.array(HostId).max(MAX_HOSTS) })

/**
 * The hosts that a person has connected and not let go of, kept from one start to the next in a small file of the state
 * folder. It holds nothing that would be missed: what cannot be read or written is passed over.
 */
export class InUse {
  readonly #path: string
  readonly #mutex = new Mutex()
  #hosts: ReadonlySet<HostId>

  private constructor(path: string, hosts: readonly HostId[]) {
    this.#path = path
    this.#hosts = new Set(hosts)
  }

  /** A file that is not there, or bad, names none. */
  static async open(path: string): Promise<InUse> {
    const file = await readJson(path, InUseFile).catch(() => null)
    return new InUse(path, file?.hosts ?? [])
  }

  has(host: HostId): boolean {
    return this.#hosts.has(host)
  }

  keep(host: HostId): Promise<void> {
    return this.#rewrite((hosts) => hosts.add(host))
  }

  drop(host: HostId): Promise<void> {
    return this.#rewrite((hosts) => hosts.delete(host))
  }

  /** On what lies there now: another Runcible of this state folder may have written its own. */
  #rewrite(change: (hosts: Set<HostId>) => unknown): Promise<void> {
    return this.#mutex.runExclusive(async () => {
      const file = await readJson(this.#path, InUseFile).catch(() => null)
      const hosts = new Set(file?.hosts ?? this.#hosts)
      change(hosts)
      this.#hosts = hosts
      try {
        await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 })
        await writeJson(this.#path, { version: 1, hosts: [...hosts] })
      } catch (error) {
        console.error(`${this.#path} cannot be written:`, error)
      }
    })
  }
}
