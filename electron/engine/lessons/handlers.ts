import type { CallHandlers } from '../../../shared/server.ts'
import type { Lessons } from './lessons.ts'

/** The calls of lessons. Nothing of a container changes by them, so the journal does not tell of them. */
export const lessonHandlers = (
  lessons: Lessons,
): Pick<CallHandlers, 'lessons.list' | 'lessons.choose'> => ({
  'lessons.list': () => lessons.list(),
  'lessons.choose': ({ folder }) => lessons.choose(folder),
})
