import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { TestEngine } from '../support/test-engine.ts'
import { until } from '../support/until.ts'

/** So often a program must have proved that nothing changed, since it runs again. */
const PROOFS = 5

/** What the programs of workloads.ts say of themselves in their root filesystems. */
export class Proofs {
  readonly #engine: TestEngine

  constructor(engine: TestEngine) {
    this.#engine = engine
  }

  /** What it has said last; null: nothing yet. Throws what it found changed. */
  read(id: string): { secret: string; count: number } | null {
    const { state } = this.#engine.place.folders
    const rootfs = join(state, 'containers/default', id, 'rootfs')
    if (existsSync(join(rootfs, 'broken'))) {
      throw new Error(
        `${id} found something changed: ${readFileSync(join(rootfs, 'broken'), 'utf8')}`,
      )
    }
    try {
      const [secret = '', count] = readFileSync(join(rootfs, 'proof'), 'utf8').trim().split(' ')
      return count ? { secret, count: Number(count) } : null
    } catch {
      return null
    }
  }

  /** The secret in its memory, once it has told it. */
  async secret(id: string): Promise<string> {
    await until(() => this.read(id) !== null, `a proof of ${id}`)
    return this.read(id)?.secret ?? ''
  }

  /** It runs, with the same memory, on from `since` or from where its files say it was. */
  async more(id: string, secret: string, since = this.read(id)?.count ?? 0): Promise<void> {
    await until(
      () => (this.read(id)?.count ?? 0) > since + PROOFS,
      `proofs of ${id} after ${since}`,
    )
    expect(this.read(id)?.secret).toBe(secret)
    expect((await this.#engine.get(id)).status).toBe('running')
  }
}
