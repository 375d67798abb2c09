import type { MessageDescriptor } from '@lingui/core'
import { msg, t } from '@lingui/core/macro'
import type { Why } from '../actions/availability.ts'
import { circumstancesOf } from '../actions/circumstances.ts'
import { consoleOf, goToGroupAt, moveConsole, split, whyNoSplit } from '../actions/splits.ts'
import {
  chosenContainers,
  keysInSight,
  keysOfGroup,
  toggleSynchronised,
  typeIntoAll,
  typeIntoContainers,
  whyNotTogether,
} from '../actions/synchronise.ts'
import { moveOut } from '../console-window/moving.ts'
import { closeTab } from '../consoles/close-tab.ts'
import { copyHtml, copyText } from '../consoles/copy.ts'
import { type LiveConsole, liveConsole } from '../consoles/live-consoles.ts'
import type { ConsoleTarget } from '../model.ts'
import type { Direction } from '../store/areas.ts'
import { groupOfTab, groupsIn } from '../store/arrangement.ts'
import { useConsoleSettings } from '../store/console-settings.ts'
import { useDialogs } from '../store/dialogs.ts'
import { useSynchronised } from '../store/synchronised.ts'
import { tabKey, useTabs } from '../store/tabs.ts'
import { type Command, named } from './command.ts'

const NONE = t`no console is open`
const BESIDE = msg`console tabs beside`
const TOGETHER = msg`synchronised broadcast input`

type Of = Omit<Command, 'room' | 'scope' | 'why' | 'run'>

/** What is done with one console as a tab, whichever that is. */
export interface TabCommand extends Of {
  why?(target: ConsoleTarget): Why
  run(target: ConsoleTarget): void
}

/** The same with the focused one, heard everywhere. */
const ofTab = (of: TabCommand): Command => ({
  ...of,
  room: 'Consoles',
  scope: 'window',
  why: () => {
    const target = consoleOf()
    if (!target) return NONE
    return of.why?.(target) ?? null
  },
  run: () => {
    const target = consoleOf()
    if (target) of.run(target)
  },
})

/** What is done with the text of the focused console, heard in it alone. */
const ofText = (
  of: Of & { why?(live: LiveConsole): Why; run(live: LiveConsole): void },
): Command => {
  const live = () => {
    const target = consoleOf()
    return liveConsole(target ? tabKey(target) : null)
  }
  return {
    ...of,
    room: 'Consoles',
    scope: 'console',
    why: () => {
      const one = live()
      if (!one) return NONE
      return of.why?.(one) ?? null
    },
    run: () => {
      const one = live()
      if (one) of.run(one)
    },
  }
}

/** What concerns consoles as a whole. */
const ofAll = (of: Of & Pick<Command, 'run'> & Partial<Pick<Command, 'why'>>): Command => ({
  room: 'Consoles',
  scope: 'window',
  ...of,
})

const whyNotZoomed = () =>
  groupsIn(useTabs.getState().arrangement).length < 2 ? t`there is one group only` : null

const selected = ({ handle }: LiveConsole) =>
  handle.term.hasSelection() ? null : t`nothing is selected`
const marked = ({ handle }: LiveConsole) =>
  handle.commands.count > 0 ? null : t`its shell marks no commands (OSC 133)`

const ARROWS: Readonly<Record<Direction, string>> = {
  left: 'ArrowLeft',
  right: 'ArrowRight',
  up: 'ArrowUp',
  down: 'ArrowDown',
}

const GO: Readonly<Record<Direction, MessageDescriptor>> = {
  left: msg`Go to the console group: left`,
  right: msg`Go to the console group: right`,
  up: msg`Go to the console group: up`,
  down: msg`Go to the console group: down`,
}

const MOVE: Readonly<Record<Direction, MessageDescriptor>> = {
  left: msg`Move this console: left`,
  right: msg`Move this console: right`,
  up: msg`Move this console: up`,
  down: msg`Move this console: down`,
}

const zoomText = (id: string, words: MessageDescriptor, keys: string[], by: -1 | 0 | 1) =>
  ofText({ id, ...named(words), keys, run: () => useConsoleSettings.getState().zoom(by) })

/** What the menu of a console has, too. */
export const tabCommands: readonly TabCommand[] = [
  {
    id: 'console.rename',
    ...named(msg`Rename this console…`),
    keys: ['Ctrl+Shift+F2'],
    run: (target) => useDialogs.getState().show({ kind: 'renameConsole', console: target }),
  },
  {
    id: 'console.splitRight',
    ...named(msg`Split right`, BESIDE),
    keys: ['Ctrl+Shift+E'],
    why: (target) => whyNoSplit(target, 'right', circumstancesOf),
    run: (target) => split(target, 'right'),
  },
  {
    id: 'console.splitDown',
    ...named(msg`Split down`, BESIDE),
    keys: ['Ctrl+Shift+O'],
    why: (target) => whyNoSplit(target, 'down', circumstancesOf),
    run: (target) => split(target, 'down'),
  },
  {
    id: 'console.zoom',
    ...named(msg`Zoom this group to full, or show all again`, msg`maximise full split`),
    label: () =>
      useTabs.getState().arrangement.maximizedTabsetId === undefined
        ? t`Zoom this group to full`
        : t`Show all groups again`,
    keys: ['Ctrl+Shift+X'],
    why: whyNotZoomed,
    run: (target) => {
      const { arrangement, toggleZoom } = useTabs.getState()
      toggleZoom(groupOfTab(arrangement, tabKey(target))?.id)
    },
  },
  {
    id: 'console.ownWindow',
    ...named(msg`Move this console into a window of its own`),
    keys: ['Ctrl+Shift+M'],
    run: moveOut,
  },
]

/** With several consoles at once: typing into all of them, or no more. */
export const togetherCommands: readonly Command[] = [
  ofAll({
    id: 'console.synchronise',
    ...named(msg`Type into all consoles in sight, or stop that`, TOGETHER),
    label: () =>
      useSynchronised.getState().members.length > 0
        ? t`Stop synchronised input`
        : t`Type into all consoles in sight (${{ count: keysInSight().length }})`,
    keys: ['Ctrl+Shift+Y'],
    why: () =>
      useSynchronised.getState().members.length > 0
        ? null
        : whyNotTogether(keysInSight().length, t`only one console is in sight`),
    run: toggleSynchronised,
  }),
  ofAll({
    id: 'console.typeGroup',
    ...named(msg`Type into all tabs of this group`, TOGETHER),
    label: () => t`Type into all tabs of this group (${{ count: keysOfGroup().length }})`,
    keys: ['Alt+Shift+G'],
    why: () => whyNotTogether(keysOfGroup().length, t`there is only one tab in this group`),
    run: () => typeIntoAll(keysOfGroup()),
  }),
  ofAll({
    id: 'console.typeChosen',
    ...named(msg`Type into the chosen containers`, TOGETHER),
    label: () => t`Type into the chosen containers (${{ count: chosenContainers().length }})`,
    keys: ['Alt+Shift+Y'],
    why: () =>
      whyNotTogether(chosenContainers().length, t`choose containers in the list with Space first`),
    run: () => typeIntoContainers(chosenContainers()),
  }),
]

/**
 * Ctrl Shift, as all that is the window’s within a console: what a shell reads has no Shift beside Ctrl, browsers keep N, T and
 * W of these for themselves, and the desktops Ctrl Alt and Super with arrows.
 */
export const consoleCommands: readonly Command[] = [
  ...tabCommands.map(ofTab),
  ofTab({
    id: 'console.close',
    ...named(msg`Close this console’s tab`),
    help: t`what it shows lives on`,
    keys: ['Alt+Shift+W'],
    run: closeTab,
  }),
  ...(Object.entries(ARROWS) as [Direction, string][]).flatMap(([direction, arrow]) => [
    ofAll({
      id: `console.go.${direction}`,
      ...named(GO[direction]),
      keys: [`Ctrl+Shift+${arrow}`],
      why: whyNotZoomed,
      run: () => goToGroupAt(direction),
    }),
    ofTab({
      id: `console.move.${direction}`,
      ...named(MOVE[direction]),
      keys: [`Alt+Shift+${arrow}`],
      run: (target) => moveConsole(target, direction),
    }),
  ]),
  ...togetherCommands,
  ofText({
    id: 'console.copy',
    ...named(msg`Copy`),
    keys: ['Ctrl+Shift+C'],
    why: selected,
    run: ({ handle }) => void copyText(handle.term),
  }),
  ofText({
    id: 'console.copyHtml',
    ...named(msg`Copy with colours (HTML)`),
    keys: ['Alt+Shift+C'],
    why: selected,
    run: ({ handle }) => void copyHtml(handle.term),
  }),
  ofText({
    id: 'console.selectAll',
    ...named(msg`Select all text of the console`),
    keys: ['Ctrl+Shift+A'],
    run: ({ handle }) => handle.term.selectAll(),
  }),
  ofText({
    id: 'console.find',
    ...named(msg`Find in the console…`),
    keys: ['Ctrl+Shift+F'],
    run: (live) => live.find(),
  }),
  ofText({
    id: 'console.previousCommand',
    ...named(msg`To the previous command`),
    keys: ['Ctrl+Shift+PageUp'],
    why: marked,
    run: ({ handle }) => void handle.commands.jump(-1),
  }),
  ofText({
    id: 'console.nextCommand',
    ...named(msg`To the next command`),
    keys: ['Ctrl+Shift+PageDown'],
    why: marked,
    run: ({ handle }) => void handle.commands.jump(1),
  }),
  ofText({
    id: 'console.clear',
    ...named(msg`Clear this view`),
    keys: ['Ctrl+Shift+K'],
    run: ({ handle }) => handle.term.clear(),
  }),
  ofText({
    id: 'console.menu',
    ...named(msg`Menu of the console’s text`),
    keys: ['Shift+F10', 'ContextMenu'],
    run: (live) => live.menu(),
    unlisted: true,
  }),
  zoomText('console.larger', msg`Consoles’ text larger`, ['Ctrl+Shift+plus', 'Ctrl+Shift+='], 1),
  zoomText('console.smaller', msg`Consoles’ text smaller`, ['Ctrl+Shift+-', 'Ctrl+Shift+_'], -1),
  zoomText('console.size', msg`Consoles’ text as large as at first`, ['Ctrl+Shift+Digit0'], 0),
]
