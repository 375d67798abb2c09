import { startDemoShell } from '../actions/containers.ts'
import { nextColours, setColours } from '../header/colour-scheme.ts'
import { palette } from '../header/palette-store.ts'
import { useLessons } from '../lessons/lessons-store.ts'
import { chooseCast } from '../playback/open-cast.ts'
import { goToRegion } from '../regions.ts'
import { type Dialog, useDialogs } from '../store/dialogs.ts'
import { useHosts } from '../store/hosts.ts'
import { useLayout } from '../store/layout.ts'
import { useSelection } from '../store/selection.ts'
import { lastStep, undoLast } from '../store/undo.ts'
import { useTour } from '../tour/tour-store.ts'
import { OBSERVERS_WORDS } from '../words/observers.ts'
import { TOUR } from '../words/tour.ts'
import type { Command } from './command.ts'

type Of = Omit<Command, 'room' | 'scope'> & Partial<Pick<Command, 'room' | 'scope'>>

const ofWindow = (of: Of): Command => ({ room: 'Window', scope: 'window', ...of })

/** What opens a dialog of the host that is worked on. */
const opens = (of: Omit<Of, 'run'> & { dialog(host: string): Dialog }): Command => {
  const { dialog, ...rest } = of
  return ofWindow({
    ...rest,
    run: () => useDialogs.getState().show(dialog(useHosts.getState().workedOn)),
  })
}

const layout = () => useLayout.getState()

const focusFilter = () =>
  document.querySelector<HTMLElement>('nav input[aria-label="Filter containers"]')?.focus()

/** What concerns the window, or makes something new. Alt with a letter is left to the program in a console. */
export const windowCommands: readonly Command[] = [
  ofWindow({
    id: 'window.palette',
    words: 'Search or run anything',
    keys: ['Ctrl+K', 'Ctrl+Shift+P'],
    run: palette.toggle,
    unlisted: true,
  }),
  ofWindow({
    id: 'window.nextRegion',
    words: 'To the next region: list, console, inspector, bottom',
    keys: ['F6'],
    run: () => goToRegion(1),
  }),
  ofWindow({
    id: 'window.previousRegion',
    words: 'To the region before',
    keys: ['Shift+F6'],
    run: () => goToRegion(-1),
  }),
  opens({
    id: 'window.keys',
    words: 'Keys…',
    keywords: ['shortcuts', 'keyboard', 'bindings', 'help'],
    keys: ['Shift+?', 'Alt+K'],
    dialog: () => ({ kind: 'keys' }),
  }),
  ofWindow({
    id: 'window.undo',
    words: 'Undo',
    subject: () => lastStep()?.words ?? null,
    keys: ['Ctrl+Z'],
    why: () => (lastStep() ? null : 'there is nothing that could be undone'),
    run: undoLast,
  }),
  opens({
    id: 'window.new',
    words: 'New container…',
    keys: ['Alt+N'],
    dialog: (host) => ({ kind: 'create', preset: { host } }),
  }),
  ofWindow({
    id: 'window.demo',
    words: 'Start the demo shell',
    keys: ['Alt+Shift+N'],
    run: () => void startDemoShell(),
  }),
  ofWindow({
    id: 'list.filter',
    room: 'Containers',
    words: 'Filter the containers',
    keywords: ['search', 'find', 'state', 'label', 'group', 'image'],
    keys: ['/', 'Alt+F'],
    run: focusFilter,
  }),
  ofWindow({
    id: 'list.chooseAll',
    room: 'Containers',
    scope: 'list',
    words: 'Choose all containers that are listed',
    keys: ['Ctrl+A'],
    run: () => useSelection.getState().markListed(),
  }),
  ofWindow({
    id: 'list.chooseNone',
    room: 'Containers',
    scope: 'list',
    words: 'Choose none',
    keys: ['Shift+A'],
    why: () => (useSelection.getState().marked.length > 0 ? null : 'none is chosen'),
    run: () => useSelection.getState().clearMarks(),
  }),
  opens({
    id: 'window.templates',
    words: 'Templates…',
    keywords: ['preset', 'export', 'import'],
    keys: ['Alt+T'],
    dialog: (host) => ({ kind: 'templates', host }),
  }),
  opens({
    id: 'window.images',
    words: 'Images…',
    keywords: ['layers', 'registry', 'pull', 'import', 'oci', 'docker'],
    keys: ['Alt+I'],
    dialog: (host) => ({ kind: 'images', host }),
  }),
  opens({
    id: 'window.importCheckpoint',
    words: 'Import a checkpoint…',
    keywords: ['moment', 'archive', 'podman', 'restore', 'bring in'],
    keys: ['Alt+C'],
    dialog: (host) => ({ kind: 'importCheckpoint', host }),
  }),
  opens({
    id: 'window.volumes',
    words: 'Volumes…',
    keywords: ['mounts', 'data', 'disk'],
    keys: ['Alt+V'],
    dialog: (host) => ({ kind: 'volumes', host }),
  }),
  opens({
    id: 'window.momentStorage',
    words: 'Storage of checkpoints…',
    keywords: ['moments', 'disk', 'difference', 'budget', 'space'],
    keys: ['Alt+M'],
    dialog: (host) => ({ kind: 'momentStorage', host }),
  }),
  opens({
    id: 'window.namespaces',
    words: 'Namespaces…',
    keywords: ['runtime root'],
    keys: ['Alt+S'],
    dialog: (host) => ({ kind: 'namespaces', host }),
  }),
  opens({
    id: 'window.preflight',
    words: 'What this machine has and lacks…',
    keywords: ['preflight', 'problems', 'install', 'missing', 'runc', 'criu', 'set-up'],
    keys: ['Alt+P'],
    dialog: (host) => ({ kind: 'preflight', host }),
  }),
  opens({
    id: 'window.hosts',
    words: 'Hosts…',
    keywords: ['machine', 'root', 'ssh'],
    keys: ['Alt+H'],
    dialog: () => ({ kind: 'hosts' }),
  }),
  ofWindow({
    id: 'window.lessons',
    words: 'Show or hide lessons',
    keywords: ['learn', 'teach', 'course', 'exercise', 'help'],
    keys: ['Ctrl+Shift+H'],
    run: () => useLessons.getState().toggle(),
  }),
  ofWindow({
    id: 'window.tour',
    words: TOUR.again,
    keywords: ['help', 'first steps', 'introduction'],
    keys: ['Alt+E'],
    run: () => useTour.getState().start(),
  }),
  opens({
    id: 'window.observers',
    words: OBSERVERS_WORDS.menu,
    keywords: ['observer', 'link', 'present', 'share', 'watch'],
    keys: ['Alt+W'],
    dialog: () => ({ kind: 'observers' }),
  }),
  opens({
    id: 'window.ssh',
    words: 'Add a machine over ssh…',
    keywords: ['host'],
    keys: ['Alt+A'],
    dialog: () => ({ kind: 'ssh', change: null }),
  }),
  opens({
    id: 'window.consoleSettings',
    words: 'How consoles look…',
    keywords: ['settings', 'font', 'colours', 'clipboard', 'paste'],
    keys: ['Alt+O'],
    dialog: () => ({ kind: 'consoleSettings' }),
  }),
  ofWindow({
    id: 'window.playCast',
    words: 'Play a recording…',
    keywords: ['asciicast', 'cast', 'playback'],
    keys: ['Alt+R'],
    run: chooseCast,
  }),
  ofWindow({
    id: 'window.inspector',
    words: 'Fold or unfold the inspector',
    keys: ['Alt+B'],
    run: () => layout().toggleInspector(),
  }),
  ofWindow({
    id: 'window.journal',
    words: 'Fold or unfold the journal',
    keys: ['Alt+J'],
    run: () => layout().toggleJournal(),
  }),
  ofWindow({
    id: 'window.figures',
    words: 'Show or hide figures in the list',
    keywords: ['cpu', 'memory', 'graphs', 'sparklines'],
    keys: ['Alt+G'],
    run: () => layout().toggleFigures(),
  }),
  ofWindow({
    id: 'window.screenReader',
    words: 'Consoles for screen readers, or no more',
    keywords: ['settings', 'accessible'],
    keys: ['Alt+Q'],
    run: () => layout().toggleScreenReader(),
  }),
  ofWindow({
    id: 'window.colours',
    words: 'Colours: the next',
    keys: ['Alt+L'],
    run: nextColours,
    unlisted: true,
  }),
  ofWindow({
    id: 'window.light',
    words: 'Colours: light',
    keys: ['Alt+Shift+L'],
    run: () => setColours('light'),
  }),
  ofWindow({
    id: 'window.dark',
    words: 'Colours: dark',
    keys: ['Alt+Shift+D'],
    run: () => setColours('dark'),
  }),
  ofWindow({
    id: 'window.auto',
    words: 'Colours: follow the system',
    keys: ['Alt+Shift+S'],
    run: () => setColours('auto'),
  }),
]
