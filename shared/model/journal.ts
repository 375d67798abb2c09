import { z } from 'zod'
import { WireError } from '../errors.ts'
import { SubjectRef, Time } from './ids.ts'

/** What does the same as a command of the engine's with runc alone, for who repeats it by hand. */
export const PlainCommand = z.object({
  /** an `--env NAME` without a value is one whose value is not kept: it may be a secret */
  argv: z.array(z.string()),
  /** it runs in a terminal, so runc hands its console to a socket */
  terminal: z.boolean(),
  /** its stdin is a pipe that does not end, and not /dev/null */
  stdin: z.boolean(),
})
export type PlainCommand = z.infer<typeof PlainCommand>

/** A program that the engine ran: exactly these arguments. */
export const CommandRun = z.object({
  argv: z.array(z.string()),
  /** no program ran: the engine asked the kernel for it, as that command would */
  itself: z.boolean().optional(),
  plain: PlainCommand.optional(),
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
  container: SubjectRef.nullable(),
  durationMs: z.number().nonnegative(),
  commands: z.array(CommandRun),
  error: WireError.nullable(),
  /** for what happens by itself: an exit, a lost monitor */
  note: z.string().nullable(),
})
export type JournalEntry = z.infer<typeof JournalEntry>
