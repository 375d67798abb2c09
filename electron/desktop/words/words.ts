import { ENGLISH, type Words } from './english.ts'
import { GERMAN } from './german.ts'

const ALL = { en: ENGLISH, de: GERMAN } as const satisfies Record<string, Words>
export type Language = keyof typeof ALL

export const isLanguage = (value: unknown): value is Language =>
  typeof value === 'string' && Object.hasOwn(ALL, value)

/** The language of a locale as Chromium names it, `de-AT`; English for one that is not spoken here. */
export function languageOf(locale: string): Language {
  const [tag] = locale.split('-')
  return isLanguage(tag) ? tag : 'en'
}

let spoken: Words = ENGLISH

/** What is said, in the language that is spoken at the moment. */
export const words = (): Words => spoken

export function speak(language: Language): void {
  spoken = ALL[language]
}
