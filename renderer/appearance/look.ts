import { create } from 'zustand'
import type { Appearance } from '../store/appearance.ts'

/** How the window looks, whoever said so. */
export interface Look {
  /** high contrast: 7 : 1 */
  contrast: boolean
  /** nothing moves that need not */
  still: boolean
  /** 1: as it is measured */
  zoom: number
}

/** Type in presenter mode is so much larger. */
const PRESENTED = 1.5
/** Beyond it nothing fits beside anything. */
const MOST = 2.5

/** From what was chosen, what the machine is set to, and whether it is shown to others. */
export function lookOf(
  { contrast, motion, zoom }: Appearance,
  machine: { contrast: boolean; still: boolean },
  presenting: boolean,
): Look {
  return {
    contrast: presenting || contrast === 'more' || machine.contrast,
    still: motion === 'reduced' || machine.still,
    zoom: Math.min(MOST, (zoom / 100) * (presenting ? PRESENTED : 1)),
  }
}

/** As it is applied to the page; for what draws on a canvas and reads no CSS. */
export const useLook = create<Look>()(() => ({ contrast: false, still: false, zoom: 1 }))
