import { z } from 'zod'
import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { kept } from '../store/kept.ts'

/** What the window can speak, in its own words. */
export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const
export type Language = keyof typeof LANGUAGES

const Kept = z.object({ chosen: z.enum(['system', 'en', 'de']) })
export type Chosen = z.infer<typeof Kept>['chosen']

/** The language that was chosen, for every window; system: as the machine or the browser has it. */
export const useLanguage = create<{ chosen: Chosen }>()(
  persist(
    (): { chosen: Chosen } => ({ chosen: 'system' }),
    kept('language', Kept, ({ chosen }) => ({ chosen }), 'every window'),
  ),
)

/** The first of those that somebody reads which the window can speak. */
export function languageOf(chosen: Chosen, read: readonly string[]): Language {
  if (chosen !== 'system') return chosen
  const spoken = read.map((tag) => tag.split('-')[0] ?? '')
  return spoken.find((tag): tag is Language => Object.hasOwn(LANGUAGES, tag)) ?? 'en'
}

/** Texts are made as the window is loaded: it is loaded anew. Consoles and what runs are untouched. */
export function speak(chosen: Chosen): void {
  useLanguage.setState({ chosen })
  window.location.reload()
}
