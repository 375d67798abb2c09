import { Menu, type MenuItemConstructorOptions } from 'electron'

/** Without accelerators of its own: Ctrl C, Ctrl R and Ctrl W belong to the shell in the console. */
const plain = (role: MenuItemConstructorOptions['role']): MenuItemConstructorOptions => ({
  role,
  registerAccelerator: false,
})

/** The few entries that a Linux desktop expects. */
export function setMenu(): void {
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      { label: '&File', submenu: [{ role: 'quit' }] },
      {
        label: '&Edit',
        submenu: [plain('cut'), plain('copy'), plain('paste'), plain('selectAll')],
      },
      {
        label: '&View',
        submenu: [
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          { role: 'resetZoom' },
          { type: 'separator' },
          { role: 'togglefullscreen' },
          { role: 'toggleDevTools' },
        ],
      },
    ]),
  )
}
