import { Menu, type MenuItemConstructorOptions } from 'electron'
import { ACCELERATORS } from './accelerators.ts'
import { words } from './words/words.ts'

/** What the menu has done elsewhere. */
export interface MenuDeeds {
  newWindow(): void
  newContainer(): void
  /** one step larger or smaller; 0: the usual size */
  zoom(step: 1 | -1 | 0): void
}

/** Without a key of its own: it is the page's, or the shell's in a console. */
const plain = (
  role: MenuItemConstructorOptions['role'],
  label: string,
): MenuItemConstructorOptions => ({
  role,
  label,
  registerAccelerator: false,
})

/** The page's own key, named beside what it does; the page takes it. */
const ofPage = (label: string, accelerator: string, click: () => void) => ({
  label,
  accelerator,
  registerAccelerator: false,
  click,
})

/** The few entries that a Linux desktop expects, in the language that is spoken at the moment. Alt shows them; no letter does, for Alt F is a shell's. */
export function setMenu(deeds: MenuDeeds): void {
  const { menu: said } = words()
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      {
        label: said.file,
        submenu: [
          { label: said.newWindow, accelerator: ACCELERATORS.newWindow, click: deeds.newWindow },
          { label: said.newContainer, click: deeds.newContainer },
          { type: 'separator' },
          { role: 'close', label: said.closeWindow, accelerator: ACCELERATORS.closeWindow },
          { role: 'quit', label: said.quit, accelerator: ACCELERATORS.quit },
        ],
      },
      {
        label: said.edit,
        submenu: [
          plain('cut', said.cut),
          plain('copy', said.copy),
          plain('paste', said.paste),
          plain('selectAll', said.selectAll),
        ],
      },
      {
        label: said.view,
        submenu: [
          ofPage(said.zoomIn, ACCELERATORS.zoomIn, () => deeds.zoom(1)),
          ofPage(said.zoomOut, ACCELERATORS.zoomOut, () => deeds.zoom(-1)),
          ofPage(said.actualSize, ACCELERATORS.resetZoom, () => deeds.zoom(0)),
          { type: 'separator' },
          {
            role: 'togglefullscreen',
            label: said.fullScreen,
            accelerator: ACCELERATORS.fullScreen,
          },
          { role: 'toggleDevTools', label: said.devTools, accelerator: ACCELERATORS.devTools },
        ],
      },
    ]),
  )
}
