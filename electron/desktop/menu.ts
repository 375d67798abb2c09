import { Menu, type MenuItemConstructorOptions } from 'electron'
import { ACCELERATORS } from './accelerators.ts'

/** What the menu has done elsewhere. */
export interface MenuDeeds {
  newWindow(): void
  newContainer(): void
  /** one step larger or smaller; 0: the usual size */
  zoom(step: 1 | -1 | 0): void
}

/** Without a key of its own: it is the page's, or the shell's in a console. */
const plain = (role: MenuItemConstructorOptions['role']): MenuItemConstructorOptions => ({
  role,
  registerAccelerator: false,
})

/** The page's own key, named beside what it does; the page takes it. */
const ofPage = (label: string, accelerator: string, click: () => void) => ({
  label,
  accelerator,
  registerAccelerator: false,
  click,
})

/** The few entries that a Linux desktop expects. Alt shows them; no letter does, for Alt F is a shell's. */
export function setMenu(deeds: MenuDeeds): void {
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      {
        label: 'File',
        submenu: [
          { label: 'New window', accelerator: ACCELERATORS.newWindow, click: deeds.newWindow },
          { label: 'New container…', click: deeds.newContainer },
          { type: 'separator' },
          { role: 'close', label: 'Close window', accelerator: ACCELERATORS.closeWindow },
          { role: 'quit', label: 'Quit', accelerator: ACCELERATORS.quit },
        ],
      },
      {
        label: 'Edit',
        submenu: [plain('cut'), plain('copy'), plain('paste'), plain('selectAll')],
      },
      {
        label: 'View',
        submenu: [
          ofPage('Zoom in', ACCELERATORS.zoomIn, () => deeds.zoom(1)),
          ofPage('Zoom out', ACCELERATORS.zoomOut, () => deeds.zoom(-1)),
          ofPage('Actual size', ACCELERATORS.resetZoom, () => deeds.zoom(0)),
          { type: 'separator' },
          { role: 'togglefullscreen', accelerator: ACCELERATORS.fullScreen },
          { role: 'toggleDevTools', accelerator: ACCELERATORS.devTools },
        ],
      },
    ]),
  )
}
