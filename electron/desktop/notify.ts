import { BrowserWindow, Notification } from 'electron'
import { escapeMarkup } from './markup.ts'
import type { Notice } from './notices.ts'

/** Notifications that are shown: one that is collected as garbage is not clicked any more. */
const shown = new Set<Notification>()

/** Shows a notice as the desktop does, unless somebody is looking at a window of ours. `chosen`: it was clicked. */
export function notify(notice: Notice, chosen: (notice: Notice) => void): void {
  if (BrowserWindow.getFocusedWindow() || !Notification.isSupported()) return
  const notification = new Notification({
    title: notice.title,
    body: escapeMarkup(notice.body),
  })
  shown.add(notification)
  notification.on('click', () => {
    shown.delete(notification)
    chosen(notice)
  })
  notification.on('close', () => shown.delete(notification))
  notification.show()
}
