import { t } from '@lingui/core/macro'
import { z } from 'zod'
import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { kept } from '../store/kept.ts'
import { type Chord, chordForAria, chordInWords } from './chord.ts'
import type { Command } from './command.ts'
import { commandOf } from './registry.ts'

const MOST_CHORDS = 4

const Kept = z.object({
  /** keys that somebody chose, by the command’s id; none at all is a choice, too */
  changed: z.record(z.string(), z.array(z.string().max(64)).max(MOST_CHORDS)),
})

interface BindingsState extends z.infer<typeof Kept> {
  change(id: string, keys: readonly Chord[]): void
  reset(id: string): void
  resetAll(): void
}

/** Which keys were changed, kept in the browser. */
export const useBindings = create<BindingsState>()(
  persist(
    (set) => ({
      changed: {},
      change: (id, keys) => set(({ changed }) => ({ changed: { ...changed, [id]: [...keys] } })),
      reset: (id) =>
        set(({ changed: { [id]: _, ...others } }) => ({
          changed: others,
        })),
      resetAll: () => set({ changed: {} }),
    }),
    kept('keys', Kept, ({ changed }) => ({ changed })),
  ),
)

/** The keys of a command as they are now. */
export const keysOf = ({ id, keys }: Pick<Command, 'id' | 'keys'>): readonly Chord[] =>
  useBindings.getState().changed[id] ?? keys

/** The first of them, in words; undefined where it has none. */
export function keysInWords(id: string): string | undefined {
  const command = commandOf(id)
  const [first] = command ? keysOf(command) : []
  return first === undefined ? undefined : chordInWords(first)
}

/** All of them, as a screen reader is told. */
export function useAriaKeys(id: string): string | undefined {
  useBindings(({ changed }) => changed[id])
  const command = commandOf(id)
  return command && keysOf(command).map(chordForAria).join(' ')
}

/** As keysInWords, drawn anew when they change. */
export function useKeysInWords(id: string): string | undefined {
  useBindings(({ changed }) => changed[id])
  return keysInWords(id)
}

/** Each of them: “Ctrl K or Ctrl Shift P”. */
export function useAllKeysInWords(id: string): string | undefined {
  useBindings(({ changed }) => changed[id])
  const command = commandOf(id)
  const keys = command && keysOf(command).map(chordInWords)
  return keys?.reduce((some, one) => t`${some} or ${one}`)
}
