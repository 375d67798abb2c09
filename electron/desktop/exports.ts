import type { DownloadItem } from 'electron'
import { ORIGIN } from './origin.ts'
import { words } from './words/words.ts'

/** Is it what a page of ours has made itself to be saved? Anything else would come from elsewhere. */
export const isOwnExport = (url: string): boolean => url.startsWith(`blob:${ORIGIN}/`)

/** Asks where an export is to go; refuses everything else that a page would load down. */
export function confineDownload(event: { preventDefault(): void }, item: DownloadItem): void {
  if (isOwnExport(item.getURL())) {
    item.setSaveDialogOptions({ title: words().saveExport, defaultPath: item.getFilename() })
  } else event.preventDefault()
}
