import { linkSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'

const HEX = /^[a-f0-9]{64}$/
/** Smaller ones may be manifests, which skopeo writes in place: half of one must not be taken for a whole. */
const RESUMABLE_BYTES = 64 * 1024
/** Blobs of a copy that was given up are kept this long, for the next try. */
const KEPT_MS = 24 * 3600_000

/**
 * The blobs of all images, each once, named by its digest. What lies here was checked when it came, and its files are never
 * written again: a copy gets hard links to them, and what it fetched comes in by rename.
 */
export class Blobs {
  readonly dir: string
  constructor(dir: string) {
    this.dir = dir
  }

  open(): void {
    mkdirSync(join(this.dir, 'sha256'), { recursive: true, mode: 0o700 })
  }

  /** Lends every blob to the layout at `layout`, but for `except`: skopeo writes manifests in place. */
  lend(layout: string, except: ReadonlySet<string>): void {
    const to = join(layout, 'blobs/sha256')
    mkdirSync(to, { recursive: true, mode: 0o700 })
    for (const hex of this.#names()) {
      if (!except.has(`sha256:${hex}`)) linkSync(this.#path(hex), join(to, hex))
    }
  }

  /** Takes the named blobs of a layout over. */
  adopt(layout: string, digests: readonly string[]): void {
    for (const digest of new Set(digests)) {
      const hex = digest.slice('sha256:'.length)
      renameSync(join(layout, 'blobs/sha256', hex), this.#path(hex))
    }
  }

  /** Takes over what an unfinished copy had whole: skopeo names a blob once its digest is right, and on disk. */
  salvage(layout: string): void {
    for (const hex of namesIn(join(layout, 'blobs/sha256'))) {
      const path = join(layout, 'blobs/sha256', hex)
      const { nlink, size } = statSync(path)
      if (nlink === 1 && size >= RESUMABLE_BYTES) renameSync(path, this.#path(hex))
    }
  }

  /** Removes what none of `used` names; younger than a day only where `all`. */
  async collect(used: ReadonlySet<string>, all: ReadonlySet<string> = new Set()): Promise<void> {
    for (const hex of this.#names()) {
      const digest = `sha256:${hex}`
      if (used.has(digest)) continue
      const { ctimeMs } = statSync(this.#path(hex))
      if (all.has(digest) || Date.now() - ctimeMs > KEPT_MS) {
        await rm(this.#path(hex), { force: true })
      }
    }
  }

  #names(): string[] {
    return namesIn(join(this.dir, 'sha256'))
  }

  #path(hex: string): string {
    return join(this.dir, 'sha256', hex)
  }
}

const namesIn = (dir: string): string[] => {
  try {
    return readdirSync(dir).filter((name) => HEX.test(name))
  } catch {
    return []
  }
}
