import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { readRecord, writeRecord } from '../../../electron/engine/record.ts'

const Value = z.object({ n: z.number(), text: z.string().default('') })

let dir: string
let path: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'runcible-record-'))
  path = join(dir, 'value.jsonl')
})
afterEach(() => rmSync(dir, { recursive: true }))

const read = () => readRecord(path, Value)

test('the last version counts; there is none before the first; only its owner reads it', async () => {
  expect(await read()).toBeNull()
  await writeRecord(path, { n: 1 })
  await writeRecord(path, { n: 2, text: 'two\nlines' })
  expect(await read()).toEqual({ n: 2, text: 'two\nlines' })
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('a writer that dies at any byte has changed nothing, and the next one goes on', async () => {
  await writeRecord(path, { n: 1, text: 'before' })
  const before = readFileSync(path)
  await writeRecord(path, { n: 2, text: 'after' })
  const added = readFileSync(path).subarray(before.length)
  // All but the line feed at its end: without that it is whole too.
  for (let bytes = 0; bytes < added.length - 1; bytes++) {
    writeFileSync(path, Buffer.concat([before, added.subarray(0, bytes)]))
    expect(await read()).toEqual({ n: 1, text: 'before' })
    await writeRecord(path, { n: 3 })
    expect(await read()).toEqual({ n: 3, text: '' })
  }
})

test('the first version cut off is none', async () => {
  writeFileSync(path, '\n{"n": 1')
  expect(await read()).toBeNull()
})

test('it does not grow for ever', async () => {
  const text = 'x'.repeat(1000)
  for (let n = 0; n < 300; n++) await writeRecord(path, { n, text })
  expect(await read()).toEqual({ n: 299, text })
  expect(statSync(path).size).toBeLessThan(80 * 1024)
})

test('what is no record, or of another version, is said and left', async () => {
  for (const text of ['{"version": 99}', 'no\njson\n']) {
    writeFileSync(path, text)
    await expect(read()).rejects.toMatchObject({ code: 'internal' })
    expect(readFileSync(path, 'utf8')).toBe(text)
  }
})

test('the file of an earlier Runcible is read until there is a record', async () => {
  writeFileSync(join(dir, 'value.json'), '{\n  "n": 7\n}\n')
  expect(await read()).toEqual({ n: 7, text: '' })
  await writeRecord(path, { n: 8 })
  expect(await read()).toEqual({ n: 8, text: '' })
  appendFileSync(join(dir, 'value.json'), 'x')
  expect(await read()).toEqual({ n: 8, text: '' })
})
