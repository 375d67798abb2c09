import { plural, t } from '@lingui/core/macro'

/** What the menu of how the window looks says. */
export const APPEARANCE = {
  language: { label: t`Language`, system: t`System` },
  title: t`Appearance`,
  colours: { label: t`Colours`, auto: t`System`, light: t`Light`, dark: t`Dark` },
  contrast: { label: t`Contrast`, system: t`System`, more: t`More` },
  motion: { label: t`Motion`, system: t`System`, reduced: t`Reduced` },
  zoom: {
    label: t`Zoom`,
    smaller: t`Zoom out`,
    larger: t`Zoom in`,
    usual: t`Zoom to 100 %`,
    least: t`it is as small as it gets`,
    most: t`it is as large as it gets`,
    keys: 'Ctrl + − 0',
  },
} as const

export const percent = (zoom: number) => `${zoom} %`

/** What presenter mode says. */
export const PRESENTER = {
  enter: t`Presenter mode`,
  enterHelp: t`Large type, high contrast, keys shown, one container in focus`,
  leave: t`Leave presenter mode`,
  keys: 'Ctrl Shift S',
  shortcut: 'Control+Shift+S',
  quiet: (count: number) => t`${count} quiet`,
  quietName: (count: number) =>
    plural(count, { one: '# notice was kept quiet', other: '# notices were kept quiet' }),
  keysShown: t`Keys pressed`,
} as const
