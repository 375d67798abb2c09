import { z } from 'zod'
import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { HostId } from '../../shared/hosts.ts'
import { ContainerRef as EngineRef, Time } from '../../shared/model.ts'
import type { ContainerRef } from '../model.ts'
import { journalOf } from '../store/journal.ts'
import { kept } from '../store/kept.ts'

const Progress = z.object({
  /** step in sight; as many as there are steps: the end */
  at: z.number().int().nonnegative(),
  /** steps whose check has passed, or that were read */
  done: z.array(z.number().int().nonnegative()),
  /** on which it is done; null: none was made yet */
  container: EngineRef.extend({ host: HostId, createdAt: Time }).nullable(),
  /** the journal's last number when the step in sight began: what was done before does not count */
  since: z.number().int(),
  /** that the lesson had: a file that was changed is begun anew */
  steps: z.number().int(),
})
export type Progress = z.infer<typeof Progress>

const Kept = z.object({
  open: z.boolean(),
  /** key of the lesson in sight; null: the list */
  reading: z.string().nullable(),
  byLesson: z.record(z.string().max(300), Progress),
})

interface LessonsState extends z.infer<typeof Kept> {
  toggle(): void
  /** Shows a lesson where it was left; null: the list. */
  read(lesson: { key: string; steps: number } | null): void
  goTo(key: string, step: number): void
  finish(key: string, step: number): void
  madeContainer(key: string, container: NonNullable<Progress['container']>): void
  /** Nothing of it is done any more. */
  restart(key: string): void
}

/** A namesake of its container may have stood there before: what was done to that one is no part of the step. */
const lastSeq = (container: ContainerRef | null) =>
  container ? (journalOf(container.host).entries.at(-1)?.seq ?? -1) : -1

/** Lessons: which is read, and how far each has come. What counts as done is decided by checks.ts. */
export const useLessons = create<LessonsState>()(
  persist(
    (set) => {
      const change = (key: string, to: (progress: Progress) => Progress) =>
        set(({ byLesson }) => {
          const progress = byLesson[key]
          return progress ? { byLesson: { ...byLesson, [key]: to(progress) } } : {}
        })
      return {
        open: false,
        reading: null,
        byLesson: {},
        toggle: () => set(({ open }) => ({ open: !open })),
        read: (lesson) =>
          set(({ byLesson }) => {
            if (lesson === null) return { open: true, reading: null }
            const { key, steps } = lesson
            const known = byLesson[key]?.steps === steps
            return {
              open: true,
              reading: key,
              ...(!known && { byLesson: { ...byLesson, [key]: begun(steps) } }),
            }
          }),
        goTo: (key, at) =>
          change(key, (progress) => ({ ...progress, at, since: lastSeq(progress.container) })),
        finish: (key, step) =>
          change(key, (progress) => ({
            ...progress,
            done: [...new Set([...progress.done, step])],
          })),
        madeContainer: (key, container) =>
          change(key, (progress) => ({ ...progress, container, since: lastSeq(container) })),
        restart: (key) => change(key, ({ steps }) => begun(steps)),
      }
    },
    kept('lessons', Kept, ({ open, reading, byLesson }) => ({ open, reading, byLesson })),
  ),
)

const begun = (steps: number): Progress => ({
  at: 0,
  done: [],
  container: null,
  since: -1,
  steps,
})
