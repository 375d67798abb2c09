import { z } from 'zod'
import { readJson, writeJson } from '../../atomic.ts'

/** How fast a moment comes back where none has yet: bytes per ms, as measured on a small machine. */
const EXPECTED_BYTES_PER_MS = 600_000
/** How much one more measurement counts. */
const SHARE_OF_NEW = 0.3

const Settings = z.object({
  version: z.literal(1),
  /** bytes of memory that stay whole; null: as is usual */
  budget: z.number().int().nonnegative().nullable(),
  /** as measured */
  bytesPerMs: z.number().positive(),
})
type Settings = z.infer<typeof Settings>

/** What was asked for and what was measured, in a file of the engine's. */
export class StorageSettings {
  readonly #path: string
  #now: Settings = { version: 1, budget: null, bytesPerMs: EXPECTED_BYTES_PER_MS }

  constructor(path: string) {
    this.#path = path
  }

  /** Throws where the file is not as it was written. */
  async load(): Promise<void> {
    this.#now = (await readJson(this.#path, Settings)) ?? this.#now
  }

  get budget(): number | null {
    return this.#now.budget
  }

  setBudget(budget: number | null): Promise<void> {
    return this.#set({ budget })
  }

  /** about how long it takes to bring so many bytes back, ms */
  takesMs(bytes: number): number {
    return Math.round(bytes / this.#now.bytesPerMs)
  }

  /** So many bytes came back in so long. */
  async measured(bytes: number, ms: number): Promise<void> {
    const { bytesPerMs } = this.#now
    const seen = bytes / Math.max(1, ms)
    await this.#set({ bytesPerMs: bytesPerMs * (1 - SHARE_OF_NEW) + seen * SHARE_OF_NEW })
  }

  async #set(change: Partial<Settings>): Promise<void> {
    const next = { ...this.#now, ...change }
    await writeJson(this.#path, next)
    this.#now = next
  }
}
