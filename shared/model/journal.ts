import { z } from 'zod'
import { WireError } from '../errors.ts'
import { ContainerRef, Time } from './ids.ts'

/** A program that the engine ran: exactly these arguments. */
export const CommandRun = z.object({
  argv: z.array(z.string()),
  at: Time,
  durationMs: z.number().nonnegative(),
  /** null: killed or not started */
  exitCode: z.number().int().nullable(),
})
export type CommandRun = z.infer<typeof CommandRun>

export const JournalEntry = z.object({
  seq: z.number().int().nonnegative(),
  at: Time,
  action: z.string(),
  container: ContainerRef.nullable(),
  durationMs: z.number().nonnegative(),
  commands: z.array(CommandRun),
  error: WireError.nullable(),
  /** for what happens by itself: an exit, a lost monitor */
  note: z.string().nullable(),
})
export type JournalEntry = z.infer<typeof JournalEntry>
