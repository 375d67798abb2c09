import { ownConsole } from '../console-window/link.ts'
import type { TerminalHandle } from './terminal.ts'
import type { ConsoleKeys } from './use-console-keys.ts'

/** A console that is on screen, or behind another tab: what its keys, and the palette, act on. */
export interface LiveConsole extends ConsoleKeys {
  readonly handle: TerminalHandle
}

/** By the key of its tab. */
export const liveConsoles = new Map<string, LiveConsole>()

/** That of a tab; in a window of its own, where there are no tabs, the only one. */
export function liveConsole(tab: string | null): LiveConsole | undefined {
  const [only] = liveConsoles.values()
  if (ownConsole) return only
  return tab === null ? undefined : liveConsoles.get(tab)
}
