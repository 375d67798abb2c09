import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DEFAULT_PARTS, PARTS } from '../../build/test/parts.mjs'
import { COMMANDS } from '../../shared/lifecycle.ts'

const root = join(import.meta.dirname, '../..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')

test('the table of actions tells the commands that the program tells', () => {
  const rows = [...readme.matchAll(/^\| (\w+) \| `(.+)` \|$/gm)].map(([, action, command]) => [
    action,
    command,
  ])
  expect(Object.fromEntries(rows)).toEqual(COMMANDS)
})

test('the table of tests names every part, and which of them `npm test` runs', () => {
  const rows = [...readme.matchAll(/^\| `test:([\w:]+)` \| .+ \| (yes|no) \|$/gm)]
  expect(rows.map(([, part]) => part).sort()).toEqual(Object.keys(PARTS).sort())
  const run = rows.filter(([, , answer]) => answer === 'yes').map(([, part]) => part)
  expect(run.sort()).toEqual([...DEFAULT_PARTS].sort())
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  for (const part of Object.keys(PARTS)) {
    expect(scripts[`test:${part}`]).toBe(`node build/test.mjs ${part}`)
  }
})

test('every picture is there', () => {
  const pictures = [...readme.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, path]) => path ?? '')
  expect(pictures.length).toBeGreaterThanOrEqual(2)
  for (const path of pictures) expect(existsSync(join(root, path)), path).toBe(true)
})

test('every script that it names exists', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const named = [...readme.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name ?? '')
  for (const name of named) expect(scripts).toHaveProperty([name])
})

test('every file and folder that it names exists', () => {
  const paths = [...readme.matchAll(/`((?:shared|electron|renderer|test|build)\/[\w./-]*)`/g)]
  for (const [, path] of paths) expect(existsSync(join(root, path ?? '')), path).toBe(true)
})
