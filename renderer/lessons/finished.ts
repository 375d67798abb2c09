import type { Lesson } from './lesson.ts'
import type { Progress } from './lessons-store.ts'

/** The steps that are done by doing them. */
export const checked = ({ steps }: Lesson): number[] =>
  steps.flatMap(({ check }, n) => (check ? [n] : []))

/** Those of them that were passed over. */
export const skipped = (lesson: Lesson, { done }: Progress): number[] =>
  checked(lesson).filter((n) => !done.includes(n))

export const isFinished = (lesson: Lesson, progress: Progress): boolean =>
  skipped(lesson, progress).length === 0
