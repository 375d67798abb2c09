import { z } from 'zod'
import { HostPath } from './ids.ts'

/** A lesson is a Markdown file of at most so many bytes. */
export const MAX_LESSON_BYTES = 64 * 1024
/** Of one folder so many are read at most, the first by their names. */
export const MAX_LESSONS = 100

/** The lessons of a folder that a trainer chose: their text, which the window reads and checks. */
export const LessonFolder = z.object({
  /** null: none was chosen */
  folder: HostPath.nullable(),
  /** why it cannot be read as a whole; null where it can */
  problem: z.string().nullable(),
  lessons: z.array(z.object({ file: z.string(), text: z.string() })),
  /** files that are left out, and why */
  broken: z.array(z.object({ file: z.string(), why: z.string() })),
})
export type LessonFolder = z.infer<typeof LessonFolder>
