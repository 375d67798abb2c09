import { z } from 'zod'
import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { kept } from './kept.ts'

/** Percent; the steps that keys and buttons go by, as browsers have them. */
export const ZOOMS: readonly number[] = [80, 90, 100, 110, 125, 150, 175, 200]
export const ZOOM = { least: 80, usual: 100, most: 200 }

/** system: as the machine is set */
const Kept = z.object({
  contrast: z.enum(['system', 'more']),
  motion: z.enum(['system', 'reduced']),
  zoom: z.number().int().min(ZOOM.least).max(ZOOM.most),
})
export type Appearance = z.infer<typeof Kept>

interface AppearanceState extends Appearance {
  change(choices: Partial<Appearance>): void
  /** A step larger (1) or smaller (-1); 0: the usual size. */
  zoomBy(step: 1 | -1 | 0): void
}

/** How every window looks, but for its colours, which Mantine keeps. */
export const useAppearance = create<AppearanceState>()(
  persist(
    (set) => ({
      contrast: 'system',
      motion: 'system',
      zoom: ZOOM.usual,
      change: (choices) => set(choices),
      zoomBy: (step) => set(({ zoom }) => ({ zoom: nextZoom(zoom, step) })),
    }),
    kept(
      'appearance',
      Kept,
      ({ contrast, motion, zoom }) => ({ contrast, motion, zoom }),
      'every window',
    ),
  ),
)

/** The next of ZOOMS in that direction; the same at the end. */
export function nextZoom(zoom: number, step: 1 | -1 | 0): number {
  if (step === 0) return ZOOM.usual
  if (step > 0) return ZOOMS.find((one) => one > zoom) ?? ZOOM.most
  return ZOOMS.findLast((one) => one < zoom) ?? ZOOM.least
}
