import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { type IncomingHttpHeaders, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { listPageFiles, type PageFiles } from '../../../electron/http/files.ts'
import { makeToken } from '../../../electron/http/tokens.ts'
import { startWebServer, type WebServer } from '../../../electron/web/server.ts'
import type { Channel } from '../../../shared/wire.ts'

export const token = makeToken()
export let root: string
export let files: PageFiles
export let server: WebServer
export let attached: Channel[]
export let wanted: string[]

export const cookie = () => `runcible-${server.port}=${token}`

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

/** Node's own client sends the path as it is given; fetch would tidy it up. */
export function ask(
  path: string,
  headers: Record<string, string> = { Cookie: cookie() },
  method = 'GET',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: server.port, path, method, headers })
    asked.on('error', reject)
    asked.on('response', (response) => {
      let body = ''
      response.on('data', (chunk) => {
        body += chunk
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      )
    })
    asked.end()
  })
}

/** Before and after each test of a file that says so. */
export function withServer(): void {
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'runcible-page-'))
    await mkdir(join(root, 'page/assets'), { recursive: true })
    await writeFile(join(root, 'secret.txt'), 'secret')
    await writeFile(join(root, 'page/index.html'), '<!doctype html>')
    await writeFile(join(root, 'page/icon.svg'), '<svg/>')
    await writeFile(join(root, 'page/assets/main-x1.js'), 'run()')
    await symlink(join(root, 'secret.txt'), join(root, 'page/link.txt'))
    files = await listPageFiles(join(root, 'page'))
  })
  afterAll(() => rm(root, { recursive: true }))
  beforeEach(async () => {
    attached = []
    wanted = []
    server = await startWebServer({
      files,
      token,
      port: 0,
      attach(channel, host) {
        attached.push(channel)
        wanted.push(host)
      },
    })
  })
  afterEach(() => server.close())
}
