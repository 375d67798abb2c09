import { randomBytes } from 'node:crypto'
import { mkdir, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { SshAddress } from '../../shared/hosts.ts'
import { SshEntry } from '../../shared/ssh-entry.ts'
import { readJson, writeJson } from '../engine/atomic.ts'

const HostsFile = z.object({ version: z.literal(1), hosts: z.array(SshEntry).max(1000) })

/** The machines that a user has added, kept in one file of mode 0600 in the state folder. */
export class SshEntries {
  /** what was amiss with the file, in a sentence; null where nothing was */
  readonly problem: string | null
  readonly #path: string
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
    await this.#write([...this.#entries, entry])
    return entry
  }

  async change(id: string, address: SshAddress): Promise<void> {
    await this.#write(this.#entries.map((one) => (one.id === id ? { id, ...address } : one)))
  }

  async remove(id: string): Promise<void> {
    await this.#write(this.#entries.filter((one) => one.id !== id))
  }

  /** What could not be written has not changed here either. */
  async #write(hosts: readonly SshEntry[]): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 })
    await writeJson(this.#path, { version: 1, hosts })
    this.#entries = hosts
  }
}
