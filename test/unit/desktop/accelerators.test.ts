import { expect, test, vi } from 'vitest'
import { ACCELERATORS } from '../../../electron/desktop/accelerators.ts'

const built: unknown[] = []
/** Outside Electron there is no menu; what is tested is the one that it would be given. */
vi.mock('electron', () => ({
  Menu: { buildFromTemplate: (template: unknown) => built.push(template), setApplicationMenu() {} },
}))
const { setMenu } = await import('../../../electron/desktop/menu.ts')

/** renderer/header/Palette.tsx, templates/use-template-keys.ts, use-region-keys.ts and consoles/use-console-keys.ts */
const OF_THE_PAGE = [
  'Ctrl+K',
  'Ctrl+Shift+P',
  'Ctrl+Shift+S',
  'F6',
  'Shift+F6',
  'Ctrl+Shift+C',
  'Ctrl+Shift+V',
  'Ctrl+Shift+F',
  ...Array.from({ length: 9 }, (_, n) => `Ctrl+Shift+${n + 1}`),
]

interface Entry {
  label?: string
  role?: string
  accelerator?: string
  registerAccelerator?: boolean
  submenu?: Entry[]
}

/** Roles that bring a key of their own on Linux, unless one is given or none is registered. */
const WITH_KEY = [
  'close',
  'quit',
  'cut',
  'copy',
  'paste',
  'selectAll',
  'zoomIn',
  'zoomOut',
  'resetZoom',
  'togglefullscreen',
  'toggleDevTools',
  'reload',
  'minimize',
  'undo',
  'redo',
]

test('the menu takes no key that the page or a shell needs', () => {
  setMenu({ newWindow() {}, newContainer() {}, zoom() {} })
  const menu = built.at(-1) as Entry[]
  const entries = menu.flatMap(({ submenu = [] }) => submenu)
  const taken = entries.flatMap(({ accelerator }) => accelerator ?? [])
  expect([...taken].sort()).toEqual(Object.values(ACCELERATORS).sort())
  for (const key of taken) {
    expect(OF_THE_PAGE).not.toContain(key)
    expect(key, 'Ctrl or Alt with a letter is the shell’s').not.toMatch(
      /^(Ctrl|Alt|CmdOrCtrl)\+[A-Z]$/,
    )
  }
  const zooms = entries.filter(({ accelerator = '' }) => /^Ctrl\+(Plus|-|0)$/.test(accelerator))
  expect(
    zooms.map(({ registerAccelerator }) => registerAccelerator),
    'the page takes them',
  ).toEqual([false, false, false])
  for (const { role, accelerator, registerAccelerator } of entries) {
    if (role && WITH_KEY.includes(role))
      expect(accelerator || registerAccelerator === false).toBeTruthy()
  }
  expect(
    menu.filter(({ label }) => label?.includes('&')),
    'Alt with a letter opens none',
  ).toEqual([])
})
