import { readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { protocol } from 'electron'
import { mediaType, SECURITY_HEADERS } from '../../shared/page.ts'
import { ORIGIN, SCHEME } from './origin.ts'

/** Makes runcible: a scheme like https:, with an origin. Electron wants to know before it is ready. */
export function announceScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** Serves the built page at `root` as runcible://app/. */
export function servePage(root: string): void {
  if (protocol.handle) {
    protocol.handle(SCHEME, async ({ url }) => {
      const { status, headers, body } = await answer(url, root)
      return new Response(new Uint8Array(body), { status, headers })
    })
  } else servePageBefore25(root)
}

/** The Electron that the tests can have is 22: it has no `handle`, nor a Response in its main process. */
function servePageBefore25(root: string): void {
  protocol.registerBufferProtocol(SCHEME, ({ url }, respond) => {
    void answer(url, root).then(({ status, headers, body }) =>
      respond({ statusCode: status, headers, mimeType: headers['Content-Type'], data: body }),
    )
  })
}

/** What a request is answered with. */
export interface Answer {
  status: number
  headers: Record<string, string>
  body: Buffer
}

/** The file that `url` asks for; 404 for what does not lie under `root`. */
export async function answer(url: string, root: string): Promise<Answer> {
  const path = pathFor(url, root)
  const body = path && (await readFile(path).catch(() => null))
  if (!body) {
    return {
      status: 404,
      headers: { ...SECURITY_HEADERS, 'Content-Type': mediaType('') },
      body: Buffer.from('There is no such file.\n'),
    }
  }
  return {
    status: 200,
    headers: { ...SECURITY_HEADERS, 'Content-Type': mediaType(path) },
    body,
  }
}

function pathFor(url: string, root: string): string | null {
  const rest = url.startsWith(`${ORIGIN}/`)
    ? url.slice(ORIGIN.length).split(/[?#]/, 1)[0]
    : undefined
  if (!rest) return null
  try {
    const path = join(root, rest === '/' ? 'index.html' : decodeURIComponent(rest))
    return path.startsWith(root + sep) && !path.includes('\0') ? path : null
  } catch {
    return null
  }
}
