import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

/** Outside Electron there is no protocol module; what is tested here is what its handler answers. */
const registered: unknown[] = []
vi.mock('electron', () => ({
  protocol: { registerSchemesAsPrivileged: (schemes: unknown) => registered.push(schemes) },
}))

const { announceScheme, answer } = await import('../../../electron/desktop/page.ts')
let root: string

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'runcible-desktop-'))
  await mkdir(join(root, 'page/assets'), { recursive: true })
  await mkdir(join(root, 'page2'))
  await writeFile(join(root, 'secret.txt'), 'secret')
  await writeFile(join(root, 'page2/secret.txt'), 'secret')
  await writeFile(join(root, 'page/index.html'), '<!doctype html>')
  await writeFile(join(root, 'page/assets/a.js'), 'run()')
})
afterAll(() => rm(root, { recursive: true }))

const ask = (url: string) => answer(url, join(root, 'page'))

test.each([
  ['runcible://app/', '<!doctype html>', 'text/html; charset=utf-8'],
  ['runcible://app/?x#y', '<!doctype html>', 'text/html; charset=utf-8'],
  ['runcible://app/assets/a.js', 'run()', 'text/javascript; charset=utf-8'],
])('%s is served with its type and the policy', async (url, body, type) => {
  const response = await ask(url)
  expect(response).toMatchObject({ status: 200, body: Buffer.from(body) })
  expect(response.headers['Content-Type']).toBe(type)
  expect(response.headers['Content-Security-Policy']).toContain("script-src 'self';")
})

test.each([
  'runcible://app/../secret.txt',
  'runcible://app/%2e%2e/secret.txt',
  'runcible://app/..%2fsecret.txt',
  'runcible://app/..%2fpage2/secret.txt',
  'runcible://app//etc/passwd',
  'runcible://app/index.html%00',
  'runcible://app/%',
  'runcible://app/assets',
  'runcible://app/nothing.js',
  'runcible://other/index.html',
  'runcible://app.evil/index.html',
])('%s is not', async (url) => {
  const response = await ask(url)
  expect(response.status).toBe(404)
  expect(response.headers['Content-Security-Policy']).toContain("default-src 'none'")
})

test('our scheme is given no more than it needs: no service workers, no way past the policy', () => {
  announceScheme()
  expect(registered).toEqual([
    [
      {
        scheme: 'runcible',
        privileges: { standard: true, secure: true, supportFetchAPI: true },
      },
    ],
  ])
})
