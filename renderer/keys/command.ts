import type { Why } from '../actions/availability.ts'
import type { Chord } from './chord.ts'

/** Where the keys of a command are heard: anywhere, beside the containers (list and inspector), or in a console alone. */
export type Scope = 'window' | 'list' | 'console'

/** Under which heading it stands in the list of keys and in the palette. */
export const ROOMS = ['Container', 'Containers', 'Consoles', 'Window', 'Templates'] as const
export type Room = (typeof ROOMS)[number]

/** Something that can be done, whatever it is asked for by: its key, the palette, a menu. */
export interface Command {
  id: string
  room: Room
  scope: Scope
  /** without what it is done to */
  words: string
  /** what it would be done to now: “web-2”; joined to the words in the palette */
  subject?(): string | null
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
