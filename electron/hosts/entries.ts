import { randomBytes } from 'node:crypto'
import { mkdir, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Mutex } from 'async-mutex'
import { z } from 'zod'
import type { SshAddress } from '../../shared/hosts.ts'
import { SshEntry } from '../../shared/ssh-entry.ts'
import { readJson, writeJson } from '../engine/atomic.ts'

const HostsFile = z.object({ version: z.literal(1), hosts: z.array(SshEntry) })

/** The machines that a user has added, kept in one file of mode 0600 in the state folder. */
export class SshEntries {
  /** what was amiss with the file, in a sentence; null where nothing was */
  readonly problem: string | null
  readonly #path: string
  readonly #mutex = new Mutex()
  #entries: readonly SshEntry[]

  private constructor(path: string, entries: readonly SshEntry[], problem: string | null) {
    this.#path = path
    this.#entries = entries
    this.problem = problem
  }

  /** Reads the file. One that cannot be read as ours is laid aside, and `problem` says where. */
  static async open(path: string): Promise<SshEntries> {
    try {
      const file = await readJson(path, HostsFile)
      return new SshEntries(path, file?.hosts ?? [], null)
    } catch {
      const aside = `${path}.unreadable-${Date.now()}`
      await rename(path, aside)
      const problem = `the list of machines could not be read, and begins anew; what there was lies at ${aside}`
      return new SshEntries(path, [], problem)
    }
  }

  get all(): readonly SshEntry[] {
    return this.#entries
  }

  async add(address: SshAddress): Promise<SshEntry> {
    const entry = { id: `ssh-${randomBytes(4).toString('hex')}`, ...address }
    await this.#rewrite((hosts) => [...hosts, entry])
    return entry
  }

  change(id: string, address: SshAddress): Promise<void> {
    return this.#rewrite((hosts) => hosts.map((one) => (one.id === id ? { id, ...address } : one)))
  }

  remove(id: string): Promise<void> {
    return this.#rewrite((hosts) => hosts.filter((one) => one.id !== id))
  }

  /** On what lies there now: another Runcible of this state folder may have added its own. Where it fails, nothing changed. */
  #rewrite(change: (hosts: readonly SshEntry[]) => readonly SshEntry[]): Promise<void> {
    return this.#mutex.runExclusive(async () => {
      const now = await readJson(this.#path, HostsFile).catch(() => null)
      const hosts = change(now?.hosts ?? this.#entries)
      await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 })
      await writeJson(this.#path, { version: 1, hosts })
      this.#entries = hosts
    })
  }
}
