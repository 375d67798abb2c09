import { z } from 'zod'
import { HostPath, LessonFolder } from '../model.ts'
import { call, nothing } from './call.ts'

/** Of lessons that a trainer wrote. */
export const lessonCalls = {
  /** Read anew each time: who writes a lesson looks at it again and again. */
  'lessons.list': call(nothing, LessonFolder),
  /** null: none any more. Throws `invalid-input` for what is no folder that can be read; then the one before stays. */
  'lessons.choose': call(z.object({ folder: HostPath.nullable() }), LessonFolder),
} as const
