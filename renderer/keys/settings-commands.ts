import {
  CLIPBOARD_POLICIES,
  CONSOLE_THEMES,
  type ConsoleSettings,
  FONTS,
  useConsoleSettings,
} from '../store/console-settings.ts'
import type { Command } from './command.ts'

const CLIPBOARD = { ask: 'is asked about', allow: 'is allowed', refuse: 'is refused' } as const
const THEMES = {
  window: 'as the window',
  dark: 'dark',
  light: 'light',
  contrast: 'high contrast',
} as const

const KEYWORDS = ['settings', 'consoles', 'terminal']

/** The one after `now`, from the last on to the first. */
const after = <T>(all: readonly T[], now: T): T => all[(all.indexOf(now) + 1) % all.length] ?? now

interface Setting extends Pick<Command, 'id' | 'words'> {
  key: string
  now(settings: ConsoleSettings): string
  next(settings: ConsoleSettings): Partial<ConsoleSettings>
}

const setting = ({ id, words, key, now, next }: Setting): Command => ({
  id,
  room: 'Consoles',
  scope: 'window',
  words: `${words}: the next`,
  label: () => `${words}: now ${now(useConsoleSettings.getState())}, on to the next`,
  keywords: KEYWORDS,
  keys: [key],
  run: () => {
    const settings = useConsoleSettings.getState()
    settings.change(next(settings))
  },
})

/** What is set in the dialog of the consoles, each a step on. */
export const settingsCommands: readonly Command[] = [
  setting({
    id: 'settings.font',
    words: 'Consoles’ font',
    key: 'Alt+Digit1',
    now: ({ font }) => font,
    next: ({ font }) => ({
      font: after(
        FONTS.map(({ label }) => label),
        font as (typeof FONTS)[number]['label'],
      ),
    }),
  }),
  setting({
    id: 'settings.theme',
    words: 'Consoles’ colours',
    key: 'Alt+Digit2',
    now: ({ theme }) => THEMES[theme],
    next: ({ theme }) => ({ theme: after(CONSOLE_THEMES, theme) }),
  }),
  setting({
    id: 'settings.clipboard',
    words: 'A program that puts text on the clipboard (OSC 52)',
    key: 'Alt+Digit3',
    now: ({ clipboard }) => CLIPBOARD[clipboard],
    next: ({ clipboard }) => ({ clipboard: after(CLIPBOARD_POLICIES, clipboard) }),
  }),
  setting({
    id: 'settings.titles',
    words: 'The title that a program gives itself',
    key: 'Alt+Digit4',
    now: ({ titles }) => (titles ? 'shown' : 'hidden'),
    next: ({ titles }) => ({ titles: !titles }),
  }),
  setting({
    id: 'settings.pasteWarning',
    words: 'Several lines that are pasted',
    key: 'Alt+Digit5',
    now: ({ pasteWarning }) => (pasteWarning ? 'asked about' : 'pasted at once'),
    next: ({ pasteWarning }) => ({ pasteWarning: !pasteWarning }),
  }),
]
