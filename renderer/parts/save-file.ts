/** Long enough for a browser to have begun with it. */
const LET_GO_MS = 10_000

/** Offers something as a file: a browser puts it where downloads go, the desktop asks where. */
export function saveFile(name: string, contents: string | Blob): void {
  const blob = typeof contents === 'string' ? new Blob([contents]) : contents
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), LET_GO_MS)
}
