import { z } from 'zod'
import { text } from './ids.ts'

/** When moments of a container are taken by themselves, and how many of those are kept. */
export const AutomaticMoments = z.object({
  /** while it runs; null: not by the clock */
  everyMinutes: z.number().int().min(1).max(1440).nullable(),
  beforeExec: z.boolean(),
  beforeLimits: z.boolean(),
  /** when its console writes this, as its bytes are; null: not by what it writes */
  onText: text(200).min(1).nullable(),
  /** the newest stay, and those that are pinned */
  keep: z.number().int().min(1).max(50),
})
export type AutomaticMoments = z.infer<typeof AutomaticMoments>
