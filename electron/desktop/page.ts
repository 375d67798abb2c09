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
  protocol.handle(SCHEME, (request) => answer(request, root))
}

/** The file that a request asks for; 404 for what does not lie under `root`. */
export async function answer(request: Request, root: string): Promise<Response> {
  const path = pathFor(request.url, root)
  const body = path && (await readFile(path).catch(() => null))
  if (!body)
    return new Response('There is no such file.\n', { status: 404, headers: SECURITY_HEADERS })
  return new Response(new Uint8Array(body), {
    headers: { ...SECURITY_HEADERS, 'Content-Type': mediaType(path) },
  })
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
