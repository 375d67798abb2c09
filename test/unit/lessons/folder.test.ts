import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Lessons } from '../../../electron/engine/lessons/lessons.ts'
import { inLanguage } from '../../../renderer/lessons/in-language.ts'

let place: string
let folder: string
beforeEach(() => {
  place = mkdtempSync('/tmp/lessons-')
  folder = join(place, 'folder')
  mkdirSync(folder)
})
afterEach(() => rmSync(place, { recursive: true }))

const lessons = () => new Lessons(join(place, 'lessons.json'))

it('a folder is kept over a restart, read anew each time, and given up', async () => {
  expect(await lessons().list()).toEqual({ folder: null, problem: null, lessons: [], broken: [] })
  writeFileSync(join(folder, 'b.md'), 'b')
  writeFileSync(join(folder, 'notes.txt'), 'no')
  expect((await lessons().choose(folder)).lessons).toEqual([{ file: 'b.md', text: 'b' }])
  writeFileSync(join(folder, 'a.md'), 'ä')
  expect((await lessons().list()).lessons).toEqual([
    { file: 'a.md', text: 'ä' },
    { file: 'b.md', text: 'b' },
  ])
  rmSync(folder, { recursive: true })
  expect(await lessons().list()).toMatchObject({
    folder,
    problem: expect.stringContaining('ENOENT'),
    lessons: [],
  })
  expect((await lessons().choose(null)).folder).toBeNull()
  expect((await lessons().list()).folder).toBeNull()
})

it('what is no folder is refused, and the one before stays', async () => {
  writeFileSync(join(folder, 'a.md'), 'a')
  await lessons().choose(folder)
  for (const bad of [join(folder, 'a.md'), join(place, 'nowhere')]) {
    await expect(lessons().choose(bad)).rejects.toMatchObject({
      code: 'invalid-input',
      details: { field: 'folder' },
    })
  }
  expect((await lessons().list()).folder).toBe(folder)
})

it('a hostile folder gives nothing of what lies outside it, and no more than a lesson needs', async () => {
  writeFileSync(join(place, 'secret.md'), 'secret')
  symlinkSync(join(place, 'secret.md'), join(folder, 'link.md'))
  symlinkSync(place, join(folder, 'up.md'))
  mkdirSync(join(folder, 'dir.md'))
  execFileSync('mkfifo', [join(folder, 'fifo.md')])
  writeFileSync(join(folder, 'huge.md'), 'x'.repeat(64 * 1024 + 1))
  writeFileSync(join(folder, 'binary.md'), Buffer.from([0xff, 0xfe, 0]))
  writeFileSync(join(folder, '.hidden.md'), 'hidden')
  writeFileSync(join(folder, 'good.md'), 'good')
  const read = await lessons().choose(folder)
  expect(read.lessons).toEqual([{ file: 'good.md', text: 'good' }])
  expect(Object.fromEntries(read.broken.map(({ file, why }) => [file, why]))).toEqual({
    'binary.md': 'it is no text in UTF-8',
    'dir.md': 'it is no plain file',
    'fifo.md': 'it is no plain file',
    'huge.md': 'it is larger than 64 KiB',
    'link.md': 'it is a link: only files of the folder itself are read',
    'up.md': 'it is a link: only files of the folder itself are read',
  })
})

it('of many files the first are read, and of a heap of them none', async () => {
  for (let n = 0; n < 110; n++) writeFileSync(join(folder, `${String(n).padStart(4, '0')}.md`), 'x')
  const read = await lessons().choose(folder)
  expect(read.lessons).toHaveLength(100)
  expect(read.broken).toEqual([{ file: '0100.md', why: expect.stringContaining('at most 100') }])
  for (let n = 0; n < 2000; n++) writeFileSync(join(folder, `${n}.x`), '')
  await expect(lessons().choose(folder)).rejects.toMatchObject({ code: 'invalid-input' })
})

it('of a lesson in several languages the window shows one, under one name', async () => {
  const write = (...names: string[]) => {
    for (const name of names) writeFileSync(join(folder, name), name)
  }
  write('a.md', 'a.de.md', 'b.md', 'c.en.md', 'c.de.md', 'd.de.md', 'e.v2.md', 'de.md')
  const { lessons: files } = await lessons().choose(folder)
  const shown = (language: string) => inLanguage(files, language).map(({ file }) => file)
  expect(shown('de')).toEqual(['a.de.md', 'b.md', 'c.de.md', 'd.de.md', 'de.md', 'e.v2.md'])
  expect(shown('en')).toEqual(['a.md', 'b.md', 'c.en.md', 'd.de.md', 'de.md', 'e.v2.md'])
  const names = ['a.md', 'b.md', 'c.md', 'd.md', 'de.md', 'e.v2.md']
  for (const language of ['de', 'en']) {
    expect(inLanguage(files, language).map(({ name }) => name)).toEqual(names)
  }
})
