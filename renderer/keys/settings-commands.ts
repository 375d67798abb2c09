import type { MessageDescriptor } from '@lingui/core'
import { msg, t } from '@lingui/core/macro'
import {
  CLIPBOARD_POLICIES,
  CONSOLE_THEMES,
  type ConsoleSettings,
  FONTS,
  useConsoleSettings,
} from '../store/console-settings.ts'
import { type Command, named } from './command.ts'

const CLIPBOARD = {
  ask: t`is asked about`,
  allow: t`is allowed`,
  refuse: t`is refused`,
} as const
const THEMES = {
  window: t`as the window`,
  dark: t`dark`,
  light: t`light`,
  contrast: t`high contrast`,
} as const

const KEYWORDS = msg`settings consoles terminal`

/** The one after `now`, from the last on to the first. */
const after = <T>(all: readonly T[], now: T): T => all[(all.indexOf(now) + 1) % all.length] ?? now

interface Setting extends Pick<Command, 'id'> {
  words: MessageDescriptor
  label(now: string): string
  key: string
  now(settings: ConsoleSettings): string
  next(settings: ConsoleSettings): Partial<ConsoleSettings>
}

const setting = ({ id, words, label, key, now, next }: Setting): Command => ({
  id,
  room: 'Consoles',
  scope: 'window',
  ...named(words, KEYWORDS),
  label: () => label(now(useConsoleSettings.getState())),
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
    words: msg`Consoles’ font: the next`,
    label: (now) => t`Consoles’ font: now ${now}, on to the next`,
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
    words: msg`Consoles’ colours: the next`,
    label: (now) => t`Consoles’ colours: now ${now}, on to the next`,
    key: 'Alt+Digit2',
    now: ({ theme }) => THEMES[theme],
    next: ({ theme }) => ({ theme: after(CONSOLE_THEMES, theme) }),
  }),
  setting({
    id: 'settings.clipboard',
    words: msg`A program that puts text on the clipboard (OSC 52): the next`,
    label: (now) =>
      t`A program that puts text on the clipboard (OSC 52): now ${now}, on to the next`,
    key: 'Alt+Digit3',
    now: ({ clipboard }) => CLIPBOARD[clipboard],
    next: ({ clipboard }) => ({ clipboard: after(CLIPBOARD_POLICIES, clipboard) }),
  }),
  setting({
    id: 'settings.titles',
    words: msg`The title that a program gives itself: the next`,
    label: (now) => t`The title that a program gives itself: now ${now}, on to the next`,
    key: 'Alt+Digit4',
    now: ({ titles }) => (titles ? t`shown` : t`hidden`),
    next: ({ titles }) => ({ titles: !titles }),
  }),
  setting({
    id: 'settings.pasteWarning',
    words: msg`Several lines that are pasted: the next`,
    label: (now) => t`Several lines that are pasted: now ${now}, on to the next`,
    key: 'Alt+Digit5',
    now: ({ pasteWarning }) => (pasteWarning ? t`asked about` : t`pasted at once`),
    next: ({ pasteWarning }) => ({ pasteWarning: !pasteWarning }),
  }),
]
