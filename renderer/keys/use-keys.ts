import { useEffect } from 'react'
import { useColourCommands } from '../header/colour-scheme.ts'
import { paletteStore } from '../header/palette-store.ts'
import { useDialogs } from '../store/dialogs.ts'
import { keysOf } from './bindings.ts'
import { type Chord, isPressed, type Press, reachesConsole, reachesField } from './chord.ts'
import type { Command, Scope } from './command.ts'
import { useRefused } from './refused.ts'
import { COMMANDS } from './registry.ts'
import { whyNotNow } from './why-not.ts'

/** Where the keyboard is, as far as keys differ by it. */
type Place = 'console' | 'field' | 'list' | 'else'

/**
 * The keys of every command, before anything else hears them: a dialog has its own, a console and a field most. What cannot be
 * done says why in the bottom bar.
 */
export function useKeys(scopes: readonly Scope[] = EVERY): void {
  useColourCommands()
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const command = asked(event)
      if (!command || !scopes.includes(command.scope)) return
      event.preventDefault()
      event.stopPropagation()
      if (!event.repeat || command.room === 'Consoles') press(command)
    }
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [scopes])
}

const EVERY: readonly Scope[] = ['window', 'list', 'console']

/** Does it, or says why that cannot be. */
export function press(command: Command): void {
  const why = whyNotNow(command)
  if (why === null) command.run()
  else useRefused.getState().say(command, why)
}

function asked(event: KeyboardEvent): Command | undefined {
  if (useDialogs.getState().open.length > 0) return undefined
  const command = commandFor(event, placeOf(event.target))
  // What lies over the window takes its own keys; the palette's closes it.
  if (command?.id === 'window.palette') return command
  const over = paletteStore.getState().opened || isOver(event.target)
  return over ? undefined : command
}

/** The tour stands beside what it tells of, and keeps no key from that. */
const isOver = (target: EventTarget | null) =>
  target instanceof Element &&
  target.closest('[data-portal], [role=dialog], [role=menu]') !== null &&
  target.closest('[data-tour]') === null

/** Which command a press asks for there. */
export const commandFor = (press: Press, place: Place): Command | undefined =>
  COMMANDS.find(({ scope, ...command }) =>
    keysOf(command).some((chord) => isHeard(chord, scope, place) && isPressed(chord, press)),
  )

function isHeard(chord: Chord, scope: Scope, place: Place): boolean {
  if (place === 'console') {
    return scope === 'console' ? true : scope === 'window' && reachesConsole(chord)
  }
  if (scope === 'console') return false
  if (place === 'field') return scope === 'window' && reachesField(chord)
  return scope === 'window' || place === 'list'
}

function placeOf(target: EventTarget | null): Place {
  if (!(target instanceof Element)) return 'else'
  if (target.closest('.xterm')) return 'console'
  const typed = 'input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable]'
  if (target.closest(typed)) return 'field'
  return target.closest('nav, aside') || target === document.body ? 'list' : 'else'
}
