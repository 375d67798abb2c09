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
import type { Command } from './command.ts'

const NONE = 'no console is open'
const BESIDE = ['console', 'tabs', 'beside']
const TOGETHER = ['synchronised', 'broadcast', 'input']

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
  groupsIn(useTabs.getState().arrangement).length < 2 ? 'there is one group only' : null

const selected = ({ handle }: LiveConsole) =>
  handle.term.hasSelection() ? null : 'nothing is selected'
const marked = ({ handle }: LiveConsole) =>
  handle.commands.count > 0 ? null : 'its shell marks no commands (OSC 133)'

const ARROWS: Readonly<Record<Direction, string>> = {
  left: 'ArrowLeft',
  right: 'ArrowRight',
  up: 'ArrowUp',
  down: 'ArrowDown',
}

const zoomText = (id: string, words: string, keys: string[], by: -1 | 0 | 1) =>
  ofText({ id, words, keys, run: () => useConsoleSettings.getState().zoom(by) })

/** What the menu of a console has, too. */
export const tabCommands: readonly TabCommand[] = [
  {
    id: 'console.rename',
    words: 'Rename this console…',
    keys: ['Ctrl+Shift+F2'],
    run: (target) => useDialogs.getState().show({ kind: 'renameConsole', console: target }),
  },
  {
    id: 'console.splitRight',
    words: 'Split right',
    keywords: BESIDE,
    keys: ['Ctrl+Shift+E'],
    why: (target) => whyNoSplit(target, 'right', circumstancesOf),
    run: (target) => split(target, 'right'),
  },
  {
    id: 'console.splitDown',
    words: 'Split down',
    keywords: BESIDE,
    keys: ['Ctrl+Shift+O'],
    why: (target) => whyNoSplit(target, 'down', circumstancesOf),
    run: (target) => split(target, 'down'),
  },
  {
    id: 'console.zoom',
    words: 'Zoom this group to full, or show all again',
    label: () =>
      useTabs.getState().arrangement.maximizedTabsetId === undefined
        ? 'Zoom this group to full'
        : 'Show all groups again',
    keywords: ['maximise', 'full', 'split'],
    keys: ['Ctrl+Shift+X'],
    why: whyNotZoomed,
    run: (target) => {
      const { arrangement, toggleZoom } = useTabs.getState()
      toggleZoom(groupOfTab(arrangement, tabKey(target))?.id)
    },
  },
  {
    id: 'console.ownWindow',
    words: 'Move this console into a window of its own',
    keys: ['Ctrl+Shift+M'],
    run: moveOut,
  },
]

/** With several consoles at once: typing into all of them, or no more. */
export const togetherCommands: readonly Command[] = [
  ofAll({
    id: 'console.synchronise',
    words: 'Type into all consoles in sight, or stop that',
    label: () =>
      useSynchronised.getState().members.length > 0
        ? 'Stop synchronised input'
        : `Type into all consoles in sight (${keysInSight().length})`,
    keywords: TOGETHER,
    keys: ['Ctrl+Shift+Y'],
    why: () =>
      useSynchronised.getState().members.length > 0
        ? null
        : whyNotTogether(keysInSight().length, 'only one console is in sight'),
    run: toggleSynchronised,
  }),
  ofAll({
    id: 'console.typeGroup',
    words: 'Type into all tabs of this group',
    label: () => `Type into all tabs of this group (${keysOfGroup().length})`,
    keywords: TOGETHER,
    keys: ['Alt+Shift+G'],
    why: () => whyNotTogether(keysOfGroup().length, 'there is only one tab in this group'),
    run: () => typeIntoAll(keysOfGroup()),
  }),
  ofAll({
    id: 'console.typeChosen',
    words: 'Type into the chosen containers',
    label: () => `Type into the chosen containers (${chosenContainers().length})`,
    keywords: TOGETHER,
    keys: ['Alt+Shift+Y'],
    why: () =>
      whyNotTogether(chosenContainers().length, 'choose containers in the list with Space first'),
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
    words: 'Close this console’s tab',
    help: 'what it shows lives on',
    keys: ['Alt+Shift+W'],
    run: closeTab,
  }),
  ...(Object.entries(ARROWS) as [Direction, string][]).flatMap(([direction, arrow]) => [
    ofAll({
      id: `console.go.${direction}`,
      words: `Go to the console group: ${direction}`,
      keys: [`Ctrl+Shift+${arrow}`],
      why: whyNotZoomed,
      run: () => goToGroupAt(direction),
    }),
    ofTab({
      id: `console.move.${direction}`,
      words: `Move this console: ${direction}`,
      keys: [`Alt+Shift+${arrow}`],
      run: (target) => moveConsole(target, direction),
    }),
  ]),
  ...togetherCommands,
  ofText({
    id: 'console.copy',
    words: 'Copy',
    keys: ['Ctrl+Shift+C'],
    why: selected,
    run: ({ handle }) => void copyText(handle.term),
  }),
  ofText({
    id: 'console.copyHtml',
    words: 'Copy with colours (HTML)',
    keys: ['Alt+Shift+C'],
    why: selected,
    run: ({ handle }) => void copyHtml(handle.term),
  }),
  ofText({
    id: 'console.selectAll',
    words: 'Select all text of the console',
    keys: ['Ctrl+Shift+A'],
    run: ({ handle }) => handle.term.selectAll(),
  }),
  ofText({
    id: 'console.find',
    words: 'Find in the console…',
    keys: ['Ctrl+Shift+F'],
    run: (live) => live.find(),
  }),
  ofText({
    id: 'console.previousCommand',
    words: 'To the previous command',
    keys: ['Ctrl+Shift+PageUp'],
    why: marked,
    run: ({ handle }) => void handle.commands.jump(-1),
  }),
  ofText({
    id: 'console.nextCommand',
    words: 'To the next command',
    keys: ['Ctrl+Shift+PageDown'],
    why: marked,
    run: ({ handle }) => void handle.commands.jump(1),
  }),
  ofText({
    id: 'console.clear',
    words: 'Clear this view',
    keys: ['Ctrl+Shift+K'],
    run: ({ handle }) => handle.term.clear(),
  }),
  ofText({
    id: 'console.menu',
    words: 'Menu of the console’s text',
    keys: ['Shift+F10', 'ContextMenu'],
    run: (live) => live.menu(),
    unlisted: true,
  }),
  zoomText('console.larger', 'Consoles’ text larger', ['Ctrl+Shift+plus', 'Ctrl+Shift+='], 1),
  zoomText('console.smaller', 'Consoles’ text smaller', ['Ctrl+Shift+-', 'Ctrl+Shift+_'], -1),
  zoomText('console.size', 'Consoles’ text as large as at first', ['Ctrl+Shift+Digit0'], 0),
]
