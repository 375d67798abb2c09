import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { readJson, writeJson } from '../engine/atomic.ts'
import { isLanguage, type Language } from './words/words.ts'

const Pixels = z.number().int().min(-100_000).max(100_000)

/** Where a window stood: the bounds that it has when it is not maximised, in Electron's pixels. */
export const Place = z.object({
  x: Pixels,
  y: Pixels,
  width: Pixels.positive(),
  height: Pixels.positive(),
  maximized: z.boolean(),
})
export type Place = z.infer<typeof Place>

/** What the desktop program keeps from one start to the next. */
const Remembered = z.object({
  place: Place.nullable().catch(null).default(null),
  /** whether the last window may close without saying that containers run on */
  quietFarewell: z.boolean().catch(false).default(false),
  /** the language of its windows, as they last said */
  language: z.custom<Language>(isLanguage).optional().catch(undefined),
})
export type Remembered = z.infer<typeof Remembered>

const NOTHING: Remembered = { place: null, quietFarewell: false }

/** A small file in the state folder. It holds nothing that would be missed: what cannot be read or written is passed over. */
export class Memory {
  readonly #path: string
  #kept: Remembered = NOTHING

  private constructor(path: string) {
    this.#path = path
  }

  /** Reads `path`. A file that is not there, or bad, holds nothing. */
  static async open(path: string): Promise<Memory> {
    const memory = new Memory(path)
    const found = await readJson(path, Remembered).catch(() => null)
    memory.#kept = found ?? NOTHING
    return memory
  }

  get kept(): Remembered {
    return this.#kept
  }

  /** Changes a part of it, and writes it down. */
  async keep(change: Partial<Remembered>): Promise<void> {
    this.#kept = { ...this.#kept, ...change }
    try {
      await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 })
      await writeJson(this.#path, this.#kept)
    } catch (error) {
      console.error(`${this.#path} cannot be written:`, error)
    }
  }
}
