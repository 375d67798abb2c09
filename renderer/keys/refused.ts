import { create } from 'zustand'
import { type Command, wordsNow } from './command.ts'

/** So long it is read, ms. */
const SHOWN_MS = 8000

interface RefusedState {
  /** what a key asked for in vain, and why */
  said: { words: string; why: string } | null
  say(command: Command, why: string): void
}

let until: ReturnType<typeof setTimeout> | undefined

/** A key has no place of its own where it could say why it does nothing: the bottom bar says it for a while. */
export const useRefused = create<RefusedState>()((set) => ({
  said: null,
  say: (command, why) => {
    clearTimeout(until)
    set({ said: { words: wordsNow(command), why } })
    until = setTimeout(() => set({ said: null }), SHOWN_MS)
  },
}))
