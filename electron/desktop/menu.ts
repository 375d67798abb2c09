import { Menu, type MenuItemConstructorOptions } from 'electron'
import { ACCELERATORS } from './accelerators.ts'

/** What the menu has done elsewhere. */
export interface MenuDeeds {
  newWindow(): void
  newContainer(): void
}

/** Without a key of its own: it is the page's, or the shell's in a console. */
const plain = (role: MenuItemConstructorOptions['role']): MenuItemConstructorOptions => ({
  role,
  registerAccelerator: false,
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
          { role: 'zoomIn', accelerator: ACCELERATORS.zoomIn },
          { role: 'zoomOut', accelerator: ACCELERATORS.zoomOut },
          { role: 'resetZoom', accelerator: ACCELERATORS.resetZoom },
          { type: 'separator' },
          { role: 'togglefullscreen', accelerator: ACCELERATORS.fullScreen },
          { role: 'toggleDevTools', accelerator: ACCELERATORS.devTools },
        ],
      },
    ]),
  )
}
