/**
 * Keys for the arrangement of the consoles. Ctrl Shift, as all that is the window's within a console: what a shell reads has
 * no Shift beside Ctrl, browsers keep N, T and W of these for themselves, and the desktops Ctrl Alt and Super with arrows.
 */
export const KEYS = {
  splitRight: { code: 'KeyE', words: 'Ctrl Shift E' },
  splitDown: { code: 'KeyO', words: 'Ctrl Shift O' },
  zoom: { code: 'KeyX', words: 'Ctrl Shift X' },
  rename: { code: 'F2', words: 'F2 on its tab' },
  synchronise: { code: 'KeyY', words: 'Ctrl Shift Y' },
  go: { words: 'Ctrl Shift arrows' },
  move: { words: 'Alt Shift arrows' },
} as const
