import { t } from '@lingui/core/macro'
import { z } from 'zod'
import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { MONOSPACE } from '../theme.ts'
import { kept } from './kept.ts'

export const FONT_SIZES_PX = { least: 8, usual: 13, most: 32 }

/**
 * Faces that can be told from each other at 13 px; the machine's own stand in for what it does not have. `label` is kept,
 * whatever the language.
 */
export const FONTS = [
  { label: 'JetBrains Mono', family: MONOSPACE, called: 'JetBrains Mono' },
  {
    label: 'DejaVu Sans Mono',
    family: "'DejaVu Sans Mono', ui-monospace, monospace",
    called: 'DejaVu Sans Mono',
  },
  {
    label: 'The system’s monospace',
    family: 'ui-monospace, monospace',
    called: t`The system’s monospace`,
  },
] as const

/** window: light or dark as the rest of the window is */
export const CONSOLE_THEMES = ['window', 'dark', 'light', 'contrast'] as const
export type ConsoleTheme = (typeof CONSOLE_THEMES)[number]

/** What a program in a console may do to the clipboard (OSC 52). It may never read it. */
export const CLIPBOARD_POLICIES = ['ask', 'allow', 'refuse'] as const
export type ClipboardPolicy = (typeof CLIPBOARD_POLICIES)[number]

const Kept = z.object({
  fontSize: z.number().int().min(FONT_SIZES_PX.least).max(FONT_SIZES_PX.most),
  /** label of one of FONTS */
  font: z.string(),
  theme: z.enum(CONSOLE_THEMES),
  clipboard: z.enum(CLIPBOARD_POLICIES),
  /** whether the title that a program gives itself is shown */
  titles: z.boolean(),
  /** whether several lines are asked about before they are pasted where the program would run them */
  pasteWarning: z.boolean(),
})
export type ConsoleSettings = z.infer<typeof Kept>

interface ConsoleSettingsState extends ConsoleSettings {
  change(settings: Partial<ConsoleSettings>): void
  /** Larger or smaller by so many px; 0: the usual size. */
  zoom(steps: number): void
}

/** How consoles look, and what a program in one may do beyond its screen. */
export const useConsoleSettings = create<ConsoleSettingsState>()(
  persist(
    (set) => ({
      fontSize: FONT_SIZES_PX.usual,
      font: FONTS[0].label,
      theme: 'window',
      clipboard: 'ask',
      titles: true,
      pasteWarning: true,
      change: (settings) => set(settings),
      zoom: (steps) => set(({ fontSize }) => ({ fontSize: zoomed(fontSize, steps) })),
    }),
    kept('console-settings', Kept, ({ change: _, zoom: __, ...settings }) => settings),
  ),
)

/** A font size in px, larger or smaller by so many; 0 steps: the usual one. */
export function zoomed(size: number, steps: number): number {
  const { least, usual, most } = FONT_SIZES_PX
  return steps === 0 ? usual : Math.min(most, Math.max(least, size + steps))
}

export const familyOf = (font: string): string =>
  FONTS.find(({ label }) => label === font)?.family ?? MONOSPACE
