import { join } from 'node:path'
import { app, BrowserWindow, nativeTheme, session, shell, type WebContents } from 'electron'
import { confineDownload } from './exports.ts'
import { isConsoleLink, isWebLink } from './origin.ts'
import { SMALLEST } from './place.ts'

/** Beside the bundle, out/main/index.cjs. */
const PRELOAD = join(import.meta.dirname, '../preload/preload.cjs')

/** The page's --surface in both schemes: what is seen before it is there. */
const SURFACE = { dark: '#12161c', light: '#ffffff' }

interface Shape {
  x?: number
  y?: number
  width: number
  height: number
}

/** Opens a window on `url`. It is there at once, in the colours of its page, which may take a while. */
export function openWindow(url: string, shape: Shape, maximized = false): BrowserWindow {
  const window = new BrowserWindow({
    ...shape,
    minWidth: Math.min(SMALLEST.width, shape.width),
    minHeight: Math.min(SMALLEST.height, shape.height),
    backgroundColor: nativeTheme.shouldUseDarkColors ? SURFACE.dark : SURFACE.light,
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
      navigateOnDragDrop: false,
    },
  })
  if (maximized) window.maximize()
  void window.loadURL(url)
  return window
}

/**
 * Whatever a page tries: it stays where it is (it may load itself anew), opens no window, embeds nothing, loads nothing
 * down but its own exports, and gets no device. A console of ours in a window of its own is opened by `openConsole`.
 */
export function confinePages(openConsole: (url: string) => void): void {
  app.on('web-contents-created', (_event, contents) => confine(contents, openConsole))
  const allowed = (permission: string) => permission === 'clipboard-sanitized-write'
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) =>
    answer(allowed(permission)),
  )
  session.defaultSession.setPermissionCheckHandler((_contents, permission) => allowed(permission))
  session.defaultSession.setDevicePermissionHandler(() => false)
  session.defaultSession.on('will-download', confineDownload)
}

function confine(contents: WebContents, openConsole: (url: string) => void): void {
  contents.on('will-navigate', (event, url) => {
    // Loading itself anew, as it does for another language, leads nowhere else.
    if (url !== contents.getURL()) event.preventDefault()
  })
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (isConsoleLink(url)) openConsole(url)
    else if (isWebLink(url)) void shell.openExternal(url)
    return { action: 'deny' }
  })
}
