import type { IpcMain, IpcMainEvent } from 'electron'
import { LANGUAGE_CHANNEL } from './messages.ts'
import { isOurPage } from './origin.ts'
import type { Memory } from './remembered.ts'
import { isLanguage, languageOf, speak } from './words/words.ts'

interface Options {
  ipc: Pick<IpcMain, 'on'>
  memory: Memory
  /** the machine's, as Chromium names it */
  locale: string
  /** Another language is spoken from now on. */
  changed(): void
}

/**
 * The program speaks as its windows do: which language that is, the page knows, where it is chosen, and says it whenever it
 * is loaded; until then it is the one of the last time.
 */
export function speakWithPages({ ipc, memory, locale, changed }: Options): void {
  let spoken = memory.kept.language ?? languageOf(locale)
  speak(spoken)
  ipc.on(LANGUAGE_CHANNEL, ({ senderFrame }: IpcMainEvent, language: unknown) => {
    if (!isOurPage(senderFrame) || !isLanguage(language) || language === spoken) return
    spoken = language
    speak(language)
    changed()
    void memory.keep({ language })
  })
}
