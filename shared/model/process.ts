import { z } from 'zod'
import { text } from './ids.ts'

/**
 * Stdin is chosen at create. none: /dev/null. open: stays open whoever leaves. once: ends by a click, or when the engine
 * ends (conmon closes it with its last client).
 */
export const Stdin = z.enum(['none', 'open', 'once'])
export type Stdin = z.infer<typeof Stdin>

/** Columns and rows of a terminal. */
export const TerminalSize = z.object({
  cols: z.number().int().min(2).max(1000),
  rows: z.number().int().min(1).max(1000),
})
export type TerminalSize = z.infer<typeof TerminalSize>

/** Limits; what is absent is not limited. */
export const Limits = z.object({
  /** bytes */
  memory: z
    .number()
    .int()
    .min(4096, 'at least 4096 bytes')
    .max(2 ** 50)
    .optional(),
  /** CPUs, as a fraction: 0.5 is half of one */
  cpus: z.number().min(0.01, 'at least 0.01 CPU').max(4096).optional(),
  /** number of processes and threads */
  pids: z.number().int().min(1, 'at least 1 process').max(4_194_304).optional(),
})
export type Limits = z.infer<typeof Limits>

const EnvEntry = text(32_768).regex(/^[^=\s]+=/, 'must read NAME=value')

export const ProcessRequest = z.object({
  args: z.array(text(32_768)).min(1, 'a command is needed').max(1000),
  env: z.array(EnvEntry).max(1000).optional(),
  cwd: text(4096)
    .refine((path) => path.startsWith('/'), 'must be an absolute path')
    .optional(),
  /** `uid[:gid]`, or a name out of the container's own passwd */
  user: z
    .string()
    .regex(
      /^([a-z_][a-z0-9_-]*\$?|\d{1,10})(:([a-z_][a-z0-9_-]*\$?|\d{1,10}))?$/i,
      'must be user or user:group',
    )
    .optional(),
  terminal: z.boolean().optional(),
})
export type ProcessRequest = z.infer<typeof ProcessRequest>

export const ExecRequest = ProcessRequest.extend({
  stdin: Stdin.default('open'),
  size: TerminalSize.optional(),
})
export type ExecRequest = z.infer<typeof ExecRequest>
