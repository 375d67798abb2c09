import { t } from '@lingui/core/macro'

/** What the menu of how the window looks says. */
export const APPEARANCE = {
  language: { label: t`Language`, system: t`System` },
  title: 'Appearance',
  colours: { label: 'Colours', auto: 'System', light: 'Light', dark: 'Dark' },
  contrast: { label: 'Contrast', system: 'System', more: 'More' },
  motion: { label: 'Motion', system: 'System', reduced: 'Reduced' },
  zoom: {
    label: 'Zoom',
    smaller: 'Zoom out',
    larger: 'Zoom in',
    usual: 'Zoom to 100 %',
    least: 'it is as small as it gets',
    most: 'it is as large as it gets',
    keys: 'Ctrl + − 0',
  },
} as const

export const percent = (zoom: number) => `${zoom} %`

/** What presenter mode says. */
export const PRESENTER = {
  enter: 'Presenter mode',
  enterHelp: 'Large type, high contrast, keys shown, one container in focus',
  leave: 'Leave presenter mode',
  keys: 'Ctrl Shift S',
  shortcut: 'Control+Shift+S',
  quiet: (count: number) => `${count} quiet`,
  quietName: (count: number) =>
    count === 1 ? '1 notice was kept quiet' : `${count} notices were kept quiet`,
  keysShown: 'Keys pressed',
} as const
