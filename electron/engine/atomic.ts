import { renameSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { z } from 'zod'
import { RuncibleError } from '../../shared/errors.ts'

/**
 * Writes JSON so that a reader sees the old file or the new one, never a part. Synchronous, because it is a tenth of a
 * millisecond where a library's four trips through the thread pool are one, several times a click. No fsync: it would
 * cost 5–20 ms each, and rename over an existing file is flushed by the filesystems in use before an orderly end.
 */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeText(path, jsonText(value))
}

/** The same for a text as it is. */
export async function writeText(path: string, text: string): Promise<void> {
  const next = `${path}.next`
  writeFileSync(next, text, { mode: 0o600 })
  renameSync(next, path)
}

/**
 * JSON as it is written. OCI's largest number, 2^64 − 1 (a limit that is none), is read as 2^64, the next one that
 * JavaScript has, which runc would refuse.
 */
export const jsonText = (value: unknown): string =>
  `${JSON.stringify(value, null, 2)}\n`.replaceAll(TOO_LARGE, '$118446744073709551615$2')

/** A line of its own, or the value of a key: never within a string, which holds no line break. */
const TOO_LARGE = /^( *(?:"(?:[^"\\]|\\.)*": )?)18446744073709552000(,?)$/gm

/** Reads JSON through its schema; null where there is no file. Throws `internal` for one that does not fit. */
export async function readJson<S extends z.ZodType>(
  path: string,
  schema: S,
): Promise<z.output<S> | null> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    throw notAsWritten(path, cause)
  }
}

/** A file of ours that cannot be read as such. */
export const notAsWritten = (path: string, cause?: unknown) =>
  new RuncibleError('internal', `${path} is not as Runcible wrote it`, {
    hint: 'Move it away to have the rest shown; it is left as it is.',
    ...(cause !== undefined && { cause }),
  })
