import type { Check, Front } from './lesson-schema.ts'

/** A part of a lesson that somebody does; without a check it is only read. */
export interface Step {
  title: string
  /** Markdown */
  prose: string
  /** Markdown; empty: there is none */
  hint: string
  /** Markdown, shown once the check has passed; empty: there is none */
  seen: string
  check: Check | null
}

export interface Lesson extends Front {
  /** Markdown, before the first step */
  intro: string
  steps: readonly Step[]
}

/** Why a file is no lesson, and where in it. */
export interface Malformed {
  /** from 1 */
  line: number
  why: string
}
