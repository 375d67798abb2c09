import { z } from 'zod'

/** What is longer is not edited by hand, characters. */
const MAX_CONFIG = 1024 * 1024

/** A config.json as text, whatever it says. */
export const ConfigText = z.string().max(MAX_CONFIG)

/** Something about an edited config.json. An error stands in the way of using it. */
export const ConfigProblem = z.object({
  level: z.enum(['error', 'warning']),
  /** as people write it: `process.args[1]`; empty for the whole */
  path: z.string(),
  message: z.string(),
  /** from 1 */
  line: z.number().int().positive(),
  /** in the text, characters */
  from: z.number().int().nonnegative(),
  to: z.number().int().nonnegative(),
})
export type ConfigProblem = z.infer<typeof ConfigProblem>
