import type { WebFrameMain } from 'electron'

/** The page's scheme and host. Not file:, which would give it the rights to read other files. */
export const SCHEME = 'runcible'
export const ORIGIN = `${SCHEME}://app`

/** Is it the top frame of a page of ours? null: the frame has gone since it sent. */
export function isOurPage(frame: WebFrameMain | null): boolean {
  return frame !== null && frame.parent === null && frame.origin === ORIGIN
}

/** May a link be handed to the user's browser? Only the web; anything else could start a program. */
export function isWebLink(url: string): boolean {
  try {
    return ['http:', 'https:'].includes(new URL(url).protocol)
  } catch {
    return false
  }
}

/** Is it our own page with one console in it (renderer/console-link.ts)? */
export function isConsoleLink(url: string): boolean {
  return url.startsWith(`${ORIGIN}/?console=`) && !/[#\s]/.test(url)
}
