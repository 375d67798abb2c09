import type { ITheme } from '@xterm/xterm'

/** Sixteen colours that keep 4.5 : 1 on their background, but for the blacks and whites that are meant to be near it. */
const DARK: ITheme = {
  background: '#0d1014',
  foreground: '#e3e7ed',
  cursor: '#7db0f8',
  cursorAccent: '#0d1014',
  selectionBackground: '#2c4a73',
  black: '#3c4650',
  red: '#ff8a84',
  green: '#57cf7c',
  yellow: '#e6b04a',
  blue: '#7db0f8',
  magenta: '#d3a4f7',
  cyan: '#56c9d6',
  white: '#c6cdd7',
  brightBlack: '#8b96a3',
  brightRed: '#ffaaa5',
  brightGreen: '#83e0a0',
  brightYellow: '#f3cd82',
  brightBlue: '#a9c9fa',
  brightMagenta: '#e4c6fb',
  brightCyan: '#8adfe8',
  brightWhite: '#ffffff',
}

const LIGHT: ITheme = {
  background: '#fdfdfe',
  foreground: '#1a1f26',
  cursor: '#0b5cd0',
  cursorAccent: '#ffffff',
  selectionBackground: '#c3dafb',
  black: '#1a1f26',
  red: '#b3171f',
  green: '#14692d',
  yellow: '#7d5200',
  blue: '#0a53bb',
  magenta: '#8527a8',
  cyan: '#086a78',
  white: '#646d79',
  brightBlack: '#545d69',
  brightRed: '#c9252d',
  brightGreen: '#1a7a37',
  brightYellow: '#8f6000',
  brightBlue: '#1265d8',
  brightMagenta: '#9a3bc0',
  brightCyan: '#0a7888',
  brightWhite: '#2b323b',
}

/** For projectors and tired eyes: black and white, and colours that keep 7 : 1. */
const CONTRAST: ITheme = {
  ...DARK,
  background: '#000000',
  foreground: '#ffffff',
  cursor: '#ffffff',
  cursorAccent: '#000000',
  selectionBackground: '#3d5f94',
  red: '#ffaaa5',
  green: '#83e0a0',
  yellow: '#f3cd82',
  blue: '#a9c9fa',
  magenta: '#e4c6fb',
  cyan: '#8adfe8',
  white: '#ffffff',
  brightBlack: '#b3bcc7',
}

const CONTRAST_LIGHT: ITheme = {
  ...LIGHT,
  background: '#ffffff',
  foreground: '#000000',
  cursor: '#000000',
  black: '#000000',
  red: '#84080f',
  green: '#0b4a1f',
  yellow: '#523600',
  blue: '#083b86',
  magenta: '#6d1590',
  cyan: '#04505c',
  white: '#4a525c',
  brightBlack: '#323a44',
  brightRed: '#8f1018',
  brightGreen: '#0f5426',
  brightYellow: '#5c3d00',
  brightBlue: '#0a4298',
  brightMagenta: '#7a1ea0',
  brightCyan: '#055865',
  brightWhite: '#1f262e',
}

const THEMES = { dark: DARK, light: LIGHT, contrast: CONTRAST, contrastLight: CONTRAST_LIGHT }
export type TerminalLook = keyof typeof THEMES

/** What was chosen for consoles; as the window is, its scheme and its contrast decide. */
export function terminalLook(
  chosen: 'window' | 'dark' | 'light' | 'contrast',
  scheme: 'light' | 'dark',
  contrast: boolean,
): TerminalLook {
  if (chosen !== 'window') return chosen
  if (!contrast) return scheme
  return scheme === 'light' ? 'contrastLight' : 'contrast'
}

/** What xterm keeps at least between a text and its ground, whatever colours a program chose. */
export const leastContrast = (look: TerminalLook) => (look.startsWith('contrast') ? 7 : 4.5)

/** The ruler beside the screen has no edge of its own: its marks are enough. */
export function terminalTheme(look: TerminalLook): ITheme {
  const theme = THEMES[look]
  return theme.background ? { ...theme, overviewRulerBorder: theme.background } : theme
}
