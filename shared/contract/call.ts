import { z } from 'zod'

/** A call: what goes in, what comes out. Everything that the two sides share of it is derived from here. An observer may not make it. */
export const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({
  input,
  output,
})

/**
 * A call that an observer may make: it changes nothing, starts no program and names no file of the machine. What it tells
 * beside that is no observer's business (a variable's value) is taken out on the way (observers/veils.ts).
 */
export const reading = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({
  input,
  output,
  reads: true as const,
})

export const nothing = z.object({})

export const Bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'must be bytes')
/** since 1970 */
export const Milliseconds = z.number().nonnegative()

/** Progress of long work; `done` of `total` in `unit` where it can be counted. */
export const Progress = z.object({
  phase: z.string(),
  done: z.number().optional(),
  total: z.number().optional(),
  unit: z.string().optional(),
  /** its parts, where they go on beside each other: the layers of an image, in bytes */
  parts: z.array(z.object({ name: z.string(), done: z.number(), total: z.number() })).optional(),
})
export type Progress = z.infer<typeof Progress>

/** How long what is stopped may take to end by itself. */
export const Grace = z.number().min(0).max(600).default(10)
