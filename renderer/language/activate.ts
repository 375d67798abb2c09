import { i18n, type Messages } from '@lingui/core'
import { compileMessage } from '@lingui/message-utils/compileMessage'
import { type Language, languageOf, useLanguage } from './language.ts'

type Compiled = ReturnType<typeof compileMessage>

/** English has no catalog: its texts stand in the source. */
const CATALOGS: Readonly<Record<Language, () => Promise<Messages>>> = {
  en: async () => ({}),
  de: async () => (await import('./de.ts')).messages,
}

/** Sets the language; what holds texts must be loaded after it. */
export async function activateLanguage(): Promise<void> {
  const language = languageOf(useLanguage.getState().chosen, navigator.languages)
  document.documentElement.lang = language
  i18n.setMessagesCompiler(compiledOnce())
  i18n.loadAndActivate({ locale: language, messages: await CATALOGS[language]() })
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
