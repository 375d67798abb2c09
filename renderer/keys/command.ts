import { i18n, type MessageDescriptor } from '@lingui/core'
import { t } from '@lingui/core/macro'
import type { Why } from '../actions/availability.ts'
import { inEnglish, keywordsOf } from '../language/found.ts'
import type { Chord } from './chord.ts'

/** Where the keys of a command are heard: anywhere, beside the containers (list and inspector), or in a console alone. */
export type Scope = 'window' | 'list' | 'console'

/** Under which heading it stands in the list of keys and in the palette. */
export const ROOMS = ['Container', 'Containers', 'Consoles', 'Window', 'Templates'] as const
export type Room = (typeof ROOMS)[number]

export const ROOM_WORDS: Readonly<Record<Room, string>> = {
  Container: t`Container`,
  Containers: t({ message: 'Containers', context: 'heading' }),
  Consoles: t`Consoles`,
  Window: t`Window`,
  Templates: t`Templates`,
}

/** Something that can be done, whatever it is asked for by: its key, the palette, a menu. */
export interface Command {
  id: string
  room: Room
  scope: Scope
  /** what it does: “Console of the container” */
  words: string
  /** the same in English, where that is another language */
  english: readonly string[]
  /** what it would be done to now: “web-2” */
  subject?(): string | null
  /** the words with that: “Console of web-2” */
  on?(subject: string): string
  /** how the palette has it now, where that is more than words and subject */
  label?(): string
  /** by which else it is found */
  keywords?: readonly string[]
  keys: readonly Chord[]
  /** what it would run now, a line */
  runs?(): string | null
  /** what it is, where no command line says it */
  help?: string
  /** why it cannot be done now */
  why?(): Why
  run(): void
  /** keys alone: the palette has it elsewhere, or it means nothing there */
  unlisted?: boolean
}

/** The words of a command, and by what else it is found. */
export const named = (words: MessageDescriptor, also?: MessageDescriptor) => ({
  words: i18n._(words),
  english: inEnglish(words),
  keywords: keywordsOf(also),
})

/** What it would do now: “Start web-2”. */
export function wordsNow({ words, subject, on }: Pick<Command, 'words' | 'subject' | 'on'>) {
  const about = subject?.()
  return about && on ? on(about) : words
}
