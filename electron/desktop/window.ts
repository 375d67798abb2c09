import { join } from 'node:path'
import { app, BrowserWindow, session, shell, type WebContents } from 'electron'
import { isWebLink, ORIGIN } from './origin.ts'

/** Beside the bundle, out/main/index.cjs. */
const PRELOAD = join(import.meta.dirname, '../preload/preload.cjs')

/** Opens the window on the page; it shows itself once there is something to see. */
export function openWindow(): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    minWidth: 800,
    minHeight: 500,
    show: false,
    autoHideMenuBar: true,
    title: 'Runcible',
    webPreferences: {
      preload: PRELOAD,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  })
  window.once('ready-to-show', () => window.show())
  void window.loadURL(`${ORIGIN}/`)
  return window
}

/** Whatever a page tries: it stays where it is, opens no window, embeds nothing and gets no device. */
export function confinePages(): void {
  app.on('web-contents-created', (_event, contents) => confine(contents))
  const allowed = (permission: string) => permission === 'clipboard-sanitized-write'
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) =>
    answer(allowed(permission)),
  )
  session.defaultSession.setPermissionCheckHandler((_contents, permission) => allowed(permission))
}

function confine(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault())
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (isWebLink(url)) void shell.openExternal(url)
    return { action: 'deny' }
  })
}
