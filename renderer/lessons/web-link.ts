/** Whether an address is one of the web, written out whole: no file, no script, no place on this page. */
export function isWebLink(href: string): boolean {
  try {
    return ['https:', 'http:'].includes(new URL(href).protocol)
  } catch {
    return false
  }
}
