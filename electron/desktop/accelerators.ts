/**
 * Every key that the menu takes from the page. A console has all others: Ctrl with a letter and Alt with a letter belong to
 * the shell in it (Ctrl C, R, W, Q, N; Alt F, B), so none of those is here, and no entry of the menu bar has a mnemonic. The
 * page's own keys (Ctrl K, Ctrl Shift P, S, 1 to 9, F6, and Ctrl Shift C, V, F in consoles) are not here either; those that
 * zoom are named in the menu, and the page takes them.
 */
export const ACCELERATORS = {
  newWindow: 'Ctrl+Shift+N',
  closeWindow: 'Ctrl+Shift+W',
  quit: 'Ctrl+Shift+Q',
  zoomIn: 'Ctrl+Plus',
  zoomOut: 'Ctrl+-',
  resetZoom: 'Ctrl+0',
  fullScreen: 'F11',
  devTools: 'Ctrl+Shift+I',
} as const
