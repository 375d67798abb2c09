import type { TestOptions } from 'vitest'

declare module 'vitest' {
  interface TaskMeta {
    /** why it is skipped; the closing summary shows it */
    skipReason?: string
  }
}

/** Options of a test, or of a suite, that runs unless there is a `reason` against it, which the summary then tells. */
export const unless = (reason: string): TestOptions =>
  reason === '' ? {} : { skip: true, meta: { skipReason: reason } }

/** For what needs no other program than the machine's own. */
export const withoutRoot = process.getuid?.() === 0 ? '' : 'needs root'

/** For what needs root and these programs, each with its path where it was found. */
export function without(programs: Record<string, string | null>): string {
  const missing = Object.entries(programs).flatMap(([name, path]) => (path ? [] : [name]))
  return withoutRoot || (missing.length > 0 ? `lacks ${missing.join(', ')}` : '')
}
