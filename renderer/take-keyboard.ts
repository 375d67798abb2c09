/** What can have the keyboard, in the order in which it is looked for. */
const TAKERS = ['[data-autofocus]', 'a[href], button:not([disabled]), input:not([disabled])']

/**
 * Gives the keyboard to a menu or a small dialog as soon as it is there. Mantine's own trap does so some time later, and a
 * key in between (the Escape of somebody who erred) would go to what lies below.
 */
export function takeKeyboard(dropdown: HTMLElement | null): void {
  const role = dropdown?.getAttribute('role')
  if (!dropdown || (role !== 'dialog' && role !== 'menu')) return
  // Not yet: who had it is read first, to be given it back.
  queueMicrotask(() => {
    if (dropdown.contains(document.activeElement)) return
    const found = TAKERS.map((selector) => dropdown.querySelector<HTMLElement>(selector))
    const taker = found.find((element) => element !== null) ?? dropdown
    taker.focus({ preventScroll: true })
  })
}
