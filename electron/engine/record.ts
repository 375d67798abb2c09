import {
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import type { z } from 'zod'
import { notAsWritten, readJson } from './atomic.ts'

/** A record that has grown to this is begun afresh with its last version. */
const MAX_BYTES = 64 * 1024

/**
 * Adds a version to a record, the file of a value that changes with every click: a line of JSON each, of which the last whole
 * one counts, so that a writer who dies midway has changed nothing. An append is a twentieth of a millisecond where a file put
 * in the place of another is half of one and more: the blocks of the old have to be let go of.
 */
export async function writeRecord(path: string, value: unknown): Promise<void> {
  const line = `${JSON.stringify(value)}\n`
  const fd = openSync(path, 'a', 0o600)
  try {
    // What a dead writer began is a line of its own.
    if (fstatSync(fd).size < MAX_BYTES) return writeWhole(fd, Buffer.from(`\n${line}`))
  } finally {
    closeSync(fd)
  }
  writeFileSync(`${path}.next`, line, { mode: 0o600 })
  renameSync(`${path}.next`, path)
}

/**
 * The last version of a record through its schema; null where there is no file, or none of it is whole. Throws `internal`
 * where it does not fit.
 */
export async function readRecord<S extends z.ZodType>(
  path: string,
  schema: S,
): Promise<z.output<S> | null> {
  const text = readOrNull(path)
  if (text === null) return readJson(earlierForm(path), schema)
  const lines = text.split('\n').filter(Boolean)
  for (const line of lines.reverse()) {
    const value = parseOrNull(line)
    if (value === null) continue
    const version = schema.safeParse(value)
    if (version.success) return version.data
    throw notAsWritten(path, version.error)
  }
  if (text.trimStart().includes('\n')) throw notAsWritten(path)
  return null
}

/** Where Runcible kept the one version that there was, until November 2026. */
const earlierForm = (path: string) => path.replace(/\.jsonl$/, '.json')

/** On a full disk a write may do a part, and only the next one fails. */
function writeWhole(fd: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done)
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

function parseOrNull(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
