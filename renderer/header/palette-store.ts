import { createSpotlight } from '@mantine/spotlight'
import { flushSync } from 'react-dom'

const [store, spotlight] = createSpotlight()

/** Whether the palette is open. */
export const paletteStore = store

/** Its place in the document, for what opens it. */
export const PALETTE_FIELD_ID = 'palette-field'

/**
 * What opens the palette and closes it. It has the keyboard before the next key can arrive: one that is typed right behind
 * Ctrl K would otherwise go to the list, where keys are actions.
 */
export const palette = {
  open() {
    flushSync(spotlight.open)
    document.getElementById(PALETTE_FIELD_ID)?.focus()
  },
  toggle() {
    if (store.getState().opened) spotlight.close()
    else palette.open()
  },
}
