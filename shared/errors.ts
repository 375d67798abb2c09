import { z } from 'zod'

/** Why something failed, in words a program can branch on. The sentence for people is in `message`. */
export const ErrorCode = z.enum([
  'invalid-input',
  'failed-precondition',
  'not-found',
  'already-exists',
  'permission-denied',
  'unavailable',
  'unsupported',
  'runtime-failed',
  'monitor-failed',
  'checkpoint-failed',
  'restore-failed',
  'timeout',
  'cancelled',
  'disconnected',
  'internal',
])
export type ErrorCode = z.infer<typeof ErrorCode>

/** The lines of a log around the one that matters; `mark` is the index of that line in `lines`. */
export const LogExcerpt = z.object({
  path: z.string(),
  lines: z.array(z.string()),
  mark: z.number().int().nonnegative(),
})
export type LogExcerpt = z.infer<typeof LogExcerpt>

/** A mend that one click can try: the checkpoint or restore option that CRIU asked for. */
export const Remedy = z.object({
  label: z.string(),
  option: z.string(),
})
export type Remedy = z.infer<typeof Remedy>

/** A failure as it crosses the wire. What was tried, what the program said, what to do. */
export const WireError = z.object({
  code: ErrorCode,
  message: z.string(),
  hint: z.string().optional(),
  command: z.array(z.string()).optional(),
  exitCode: z.number().int().optional(),
  said: z.string().optional(),
  excerpt: LogExcerpt.optional(),
  remedy: Remedy.optional(),
  field: z.string().optional(),
})
export type WireError = z.infer<typeof WireError>

type Details = Omit<WireError, 'code' | 'message'> & { cause?: unknown }

/**
 * The one error that rooms throw at each other.
 * `hint` says what to do, `command` what was tried, `said` the program's own line, `excerpt` its surroundings,
 * `field` the path of the input at fault.
 */
export class RuncibleError extends Error {
  override readonly name = 'RuncibleError'
  readonly code: ErrorCode
  readonly details: Omit<Details, 'cause'>

  constructor(code: ErrorCode, message: string, { cause, ...details }: Details = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.details = details
  }

  toWire(): WireError {
    return { code: this.code, message: this.message, ...this.details }
  }
}

/** Any thrown value as it goes over the wire; what is no RuncibleError is a fault of ours and says so. */
export function toWireError(error: unknown): WireError {
  if (error instanceof RuncibleError) return error.toWire()
  if (error instanceof Error && error.name === 'AbortError') {
    return { code: 'cancelled', message: 'the action was cancelled' }
  }
  return {
    code: 'internal',
    message: error instanceof Error ? error.message : String(error),
    hint: 'This is a fault in Runcible. The journal holds what led to it.',
  }
}

/** The error that the other side threw, with nothing of it lost. */
export function fromWireError({ code, message, ...details }: WireError): RuncibleError {
  return new RuncibleError(code, message, details)
}

/** One sentence for an input that zod refused: the first issue, with its path. */
export function inputError(error: z.ZodError, what: string): RuncibleError {
  const issue = error.issues[0]
  const field = issue?.path.join('.') ?? ''
  const message = `${what}: ${field ? `${field}: ` : ''}${issue?.message ?? 'not valid'}`
  return new RuncibleError('invalid-input', message, {
    field,
    hint: 'Nothing was changed. Correct the value and try again.',
  })
}
