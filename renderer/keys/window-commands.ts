import { msg, t } from '@lingui/core/macro'
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
import { type Command, named } from './command.ts'

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

const focusFilter = () => document.querySelector<HTMLElement>('nav input')?.focus()

/** What concerns the window, or makes something new. Alt with a letter is left to the program in a console. */
export const windowCommands: readonly Command[] = [
  ofWindow({
    id: 'window.palette',
    ...named(msg`Search or run anything`),
    keys: ['Ctrl+K', 'Ctrl+Shift+P'],
    run: palette.toggle,
    unlisted: true,
  }),
  ofWindow({
    id: 'window.nextRegion',
    ...named(msg`To the next region: list, console, inspector, bottom`),
    keys: ['F6'],
    run: () => goToRegion(1),
  }),
  ofWindow({
    id: 'window.previousRegion',
    ...named(msg`To the region before`),
    keys: ['Shift+F6'],
    run: () => goToRegion(-1),
  }),
  opens({
    id: 'window.keys',
    ...named(msg`Keys…`, msg`shortcuts keyboard bindings help`),
    keys: ['Shift+?', 'Alt+K'],
    dialog: () => ({ kind: 'keys' }),
  }),
  ofWindow({
    id: 'window.undo',
    ...named(msg`Undo`),
    subject: () => lastStep()?.words ?? null,
    on: (step) => t`Undo ${step}`,
    keys: ['Ctrl+Z'],
    why: () => (lastStep() ? null : t`there is nothing that could be undone`),
    run: undoLast,
  }),
  opens({
    id: 'window.new',
    ...named(msg`New container…`),
    keys: ['Alt+N'],
    dialog: (host) => ({ kind: 'create', preset: { host } }),
  }),
  ofWindow({
    id: 'window.demo',
    ...named(msg`Start the demo shell`),
    keys: ['Alt+Shift+N'],
    run: () => void startDemoShell(),
  }),
  ofWindow({
    id: 'list.filter',
    room: 'Containers',
    ...named(msg`Filter the containers`, msg`search find state label group image`),
    keys: ['/', 'Alt+F'],
    run: focusFilter,
  }),
  ofWindow({
    id: 'list.chooseAll',
    room: 'Containers',
    scope: 'list',
    ...named(msg`Choose all containers that are listed`),
    keys: ['Ctrl+A'],
    run: () => useSelection.getState().markListed(),
  }),
  ofWindow({
    id: 'list.chooseNone',
    room: 'Containers',
    scope: 'list',
    ...named(msg`Choose none`),
    keys: ['Shift+A'],
    why: () => (useSelection.getState().marked.length > 0 ? null : t`none is chosen`),
    run: () => useSelection.getState().clearMarks(),
  }),
  opens({
    id: 'window.templates',
    ...named(msg`Templates…`, msg`preset export import`),
    keys: ['Alt+T'],
    dialog: (host) => ({ kind: 'templates', host }),
  }),
  opens({
    id: 'window.images',
    ...named(msg`Images…`, msg`layers registry pull import oci docker`),
    keys: ['Alt+I'],
    dialog: (host) => ({ kind: 'images', host }),
  }),
  opens({
    id: 'window.importCheckpoint',
    ...named(msg`Import a checkpoint…`, msg`moment archive podman restore bring in`),
    keys: ['Alt+C'],
    dialog: (host) => ({ kind: 'importCheckpoint', host }),
  }),
  opens({
    id: 'window.volumes',
    ...named(msg`Volumes…`, msg`mounts data disk`),
    keys: ['Alt+V'],
    dialog: (host) => ({ kind: 'volumes', host }),
  }),
  opens({
    id: 'window.momentStorage',
    ...named(msg`Storage of checkpoints…`, msg`moments disk difference budget space`),
    keys: ['Alt+M'],
    dialog: (host) => ({ kind: 'momentStorage', host }),
  }),
  opens({
    id: 'window.namespaces',
    ...named(msg`Namespaces…`, msg`runtime root`),
    keys: ['Alt+S'],
    dialog: (host) => ({ kind: 'namespaces', host }),
  }),
  opens({
    id: 'window.preflight',
    ...named(
      msg`What this machine has and lacks…`,
      msg`preflight problems install missing runc criu set-up`,
    ),
    keys: ['Alt+P'],
    dialog: (host) => ({ kind: 'preflight', host }),
  }),
  opens({
    id: 'window.hosts',
    ...named(msg`Hosts…`, msg`machine root ssh`),
    keys: ['Alt+H'],
    dialog: () => ({ kind: 'hosts' }),
  }),
  ofWindow({
    id: 'window.lessons',
    ...named(msg`Show or hide lessons`, msg`learn teach course exercise help`),
    keys: ['Ctrl+Shift+H'],
    run: () => useLessons.getState().toggle(),
  }),
  ofWindow({
    id: 'window.tour',
    ...named(msg`Take the tour`, msg`help first steps introduction`),
    keys: ['Alt+E'],
    run: () => useTour.getState().start(),
  }),
  opens({
    id: 'window.observers',
    ...named(msg`Show to a class…`, msg`observer link present share watch`),
    keys: ['Alt+W'],
    dialog: () => ({ kind: 'observers' }),
  }),
  opens({
    id: 'window.ssh',
    ...named(msg`Add a machine over ssh…`, msg({ message: 'host', context: 'keywords' })),
    keys: ['Alt+A'],
    dialog: () => ({ kind: 'ssh', change: null }),
  }),
  opens({
    id: 'window.consoleSettings',
    ...named(msg`How consoles look…`, msg`settings font colours clipboard paste`),
    keys: ['Alt+O'],
    dialog: () => ({ kind: 'consoleSettings' }),
  }),
  ofWindow({
    id: 'window.playCast',
    ...named(msg`Play a recording…`, msg`asciicast cast playback`),
    keys: ['Alt+R'],
    run: chooseCast,
  }),
  ofWindow({
    id: 'window.inspector',
    ...named(msg`Fold or unfold the inspector`),
    keys: ['Alt+B'],
    run: () => layout().toggleInspector(),
  }),
  ofWindow({
    id: 'window.journal',
    ...named(msg`Fold or unfold the journal`),
    keys: ['Alt+J'],
    run: () => layout().toggleJournal(),
  }),
  ofWindow({
    id: 'window.figures',
    ...named(msg`Show or hide figures in the list`, msg`cpu memory graphs sparklines`),
    keys: ['Alt+G'],
    run: () => layout().toggleFigures(),
  }),
  ofWindow({
    id: 'window.screenReader',
    ...named(msg`Consoles for screen readers, or no more`, msg`settings accessible`),
    keys: ['Alt+Q'],
    run: () => layout().toggleScreenReader(),
  }),
  ofWindow({
    id: 'window.colours',
    ...named(msg`Colours: the next`),
    keys: ['Alt+L'],
    run: nextColours,
    unlisted: true,
  }),
  ofWindow({
    id: 'window.light',
    ...named(msg`Colours: light`),
    keys: ['Alt+Shift+L'],
    run: () => setColours('light'),
  }),
  ofWindow({
    id: 'window.dark',
    ...named(msg`Colours: dark`),
    keys: ['Alt+Shift+D'],
    run: () => setColours('dark'),
  }),
  ofWindow({
    id: 'window.auto',
    ...named(msg`Colours: follow the system`),
    keys: ['Alt+Shift+S'],
    run: () => setColours('auto'),
  }),
]
