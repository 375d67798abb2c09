import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../../..')
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

const rows = [
  ...read('build/electron-security.md').matchAll(/^\| (\d+)\. (.*) \| (.*) \| (.*) \|$/gm),
].map(([, number, point, holds = '', noticed = '']) => ({
  number: Number(number),
  point,
  holds,
  noticed,
}))

test('every point of the list is there', () => {
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1))
})

test.each(rows)('$number. $point: what is named is there', ({ holds, noticed }) => {
  const files = (text: string) =>
    [...text.matchAll(/`([\w./-]+\/[\w./-]+\.(?:ts|mjs))`/g)].map(([, path]) => path ?? '')
  for (const path of [...files(holds), ...files(noticed)]) {
    expect(existsSync(join(ROOT, path)), path).toBe(true)
  }
  expect(files(noticed)).not.toEqual([])
  for (const [, path = '', name = ''] of noticed.matchAll(/`([\w./-]+)` “([^”]+)”/g)) {
    expect(read(path), `${path} has a test of that name`).toContain(name)
  }
})

test('the Electron that users get is named by its major version, and the tests’ own is another', () => {
  const { devDependencies } = JSON.parse(read('package.json'))
  const locked = JSON.parse(read('package-lock.json')).packages['node_modules/electron'].version
  const major = Number(/^\^(\d+)\./.exec(devDependencies.electron)?.[1])
  expect(major).toBeGreaterThanOrEqual(45)
  expect(locked).toMatch(new RegExp(`^${major}\\.`))
  expect(read('build/setup/test-electron.mjs')).not.toContain(`'${locked}'`)
})
