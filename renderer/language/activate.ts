import { i18n, type Messages } from '@lingui/core'
import { compileMessage } from '@lingui/message-utils/compileMessage'
import { z } from 'zod'
import { type Sentences, speakEngine } from './engine-words.ts'
import { type Language, languageOf, useLanguage } from './language.ts'

type Compiled = ReturnType<typeof compileMessage>

interface Catalogs {
  messages: Messages
  /** what engines say */
  sentences: readonly Sentences[]
  /** what zod says of input; without it, English */
  validation?: Parameters<typeof z.config>[0]
}

/** English has none: its texts stand in the source. */
const CATALOGS: Readonly<Record<Language, () => Promise<Catalogs>>> = {
  en: async () => ({ messages: {}, sentences: [] }),
  de: () => import('./de.ts'),
}

/** Sets the language; what holds texts must be loaded after it. */
export async function activateLanguage(): Promise<void> {
  const language = languageOf(useLanguage.getState().chosen, navigator.languages)
  document.documentElement.lang = language
  i18n.setMessagesCompiler(compiledOnce())
  const { messages, sentences, validation } = await CATALOGS[language]()
  i18n.loadAndActivate({ locale: language, messages })
  speakEngine(sentences, language)
  if (validation) z.config(validation)
}

/** A text of the source is read when it is first shown, not each time. */
function compiledOnce(): (message: string) => Compiled {
  const compiled = new Map<string, Compiled>()
  return (message) => {
    const known = compiled.get(message)
    if (known !== undefined) return known
    const made = compileMessage(message)
    compiled.set(message, made)
    return made
  }
}
