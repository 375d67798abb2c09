import type { MantineColorScheme } from '@mantine/core'
import type { SpotlightActionData } from '@mantine/spotlight'
import type { HostId } from '../../shared/hosts.ts'
import { commandOf, type InitAction } from '../../shared/lifecycle.ts'
import {
  type Circumstances,
  whyNoFiles,
  whyNoInspection,
  whyNot,
  whyNothing,
} from '../actions/availability.ts'
import { cloneLive } from '../actions/checkpoints.ts'
import { act, kill, startDemoShell } from '../actions/containers.ts'
import { runShell } from '../actions/execs.ts'
import { goToHost } from '../actions/hosts.ts'
import { goTo, goToConsole } from '../actions/navigate.ts'
import { askRewind } from '../actions/rewind.ts'
import { openDebugShell } from '../actions/shells.ts'
import { useLessons } from '../lessons/lessons-store.ts'
import { type Container, keyOf } from '../model.ts'
import { OBSERVING } from '../observer/role.ts'
import { newestMoment } from '../store/checkpoints.ts'
import { useDialogs } from '../store/dialogs.ts'
import { nameWithHost, useHosts } from '../store/hosts.ts'
import { useLayout } from '../store/layout.ts'
import { useTour } from '../tour/tour-store.ts'
import { BRANCH_HELP, CLONE_HELP, INSPECT_HELP } from '../words/actions.ts'
import { CONFIG_WORDS } from '../words/config.ts'
import { FILES_HELP } from '../words/files.ts'
import { LESSONS } from '../words/lessons.ts'
import { OBSERVERS_WORDS } from '../words/observers.ts'
import { describeContainer } from '../words/state.ts'
import { TOUR } from '../words/tour.ts'
import { appearanceEntries } from './palette-appearance.ts'

type Entry = SpotlightActionData

const SIGKILL = 9

/** What the palette offers of an action: its name and what choosing it does. */
const OFFERED: ReadonlyArray<readonly [InitAction, string, (container: Container) => void]> = [
  ['start', 'Start', (one) => void act('start', one)],
  ['pause', 'Pause', (one) => void act('pause', one)],
  ['resume', 'Resume', (one) => void act('resume', one)],
  ['rerun', 'Run again', (one) => void act('rerun', one)],
  ['exec', 'Shell in', (one) => void runShell(one)],
  ['exec', 'Exec in', (one) => useDialogs.getState().show({ kind: 'exec', container: one })],
  ['debug', 'Debug shell in', (one) => void openDebugShell(one)],
  [
    'checkpoint',
    'Checkpoint',
    (one) => useDialogs.getState().show({ kind: 'checkpoint', container: one }),
  ],
  ['kill', 'Kill (SIGKILL)', (one) => void kill(one, SIGKILL, false)],
]

/** For each container: go to it, its console, and every action that its state allows. */
export function containerEntries(
  containers: readonly Container[],
  aroundOf: (host: HostId) => Circumstances,
): Entry[] {
  const now = Date.now()
  return containers.flatMap((one): Entry[] => {
    const key = keyOf(one)
    const around = aroundOf(one.host)
    const name = nameWithHost(one)
    const { word } = describeContainer(one, now)
    const allowed = OFFERED.filter(
      ([action]) =>
        whyNot(action, one, around) === null && !(action === 'kill' && one.state === 'stopped'),
    )
    return [
      { id: `go ${key}`, label: `Go to ${name}`, description: word, onClick: () => goTo(one) },
      { id: `console ${key}`, label: `Console of ${name}`, onClick: () => goToConsole(one) },
      ...allowed.map(
        ([action, label, onClick]): Entry => ({
          id: `${label} ${key}`,
          label: `${label} ${name}`,
          description: commandOf(action, one.state, one.id),
          onClick: () => onClick(one),
        }),
      ),
      ...(one.state !== 'deleted' && whyNothing(around) === null
        ? [
            {
              id: `automatic ${key}`,
              label: `Automatic moments of ${name}…`,
              onClick: () => useDialogs.getState().show({ kind: 'automatic', container: one }),
            },
          ]
        : []),
      ...(whyNot('checkpoint', one, around) === null
        ? [
            {
              id: `clone ${key}`,
              label: `Clone ${name}`,
              description: CLONE_HELP,
              onClick: () => void cloneLive(one),
            },
          ]
        : []),
      {
        id: `graphs ${key}`,
        label: `Graphs of ${name}`,
        keywords: ['cpu', 'memory', 'pids', 'disk', 'network', 'figures'],
        onClick: () => useDialogs.getState().show({ kind: 'graphs', container: one }),
      },
      ...momentEntries(one, around),
      ...(whyNoInspection(one, around) === null
        ? [
            {
              id: `inspect ${key}`,
              label: `Inspect ${name}…`,
              description: INSPECT_HELP,
              keywords: ['namespaces', 'capabilities', 'mounts', 'cgroup', 'sockets', 'kernel'],
              onClick: () => useDialogs.getState().show({ kind: 'kernelView', container: one }),
            },
          ]
        : []),
      ...(whyNot('recreate', one, around) === null
        ? [
            {
              id: `config ${key}`,
              label: `Edit config.json of ${name}…`,
              description: CONFIG_WORDS.help,
              keywords: ['spec', 'recreate', 'schema', 'change'],
              onClick: () => useDialogs.getState().show({ kind: 'config', container: one }),
            },
          ]
        : []),
      ...(whyNoFiles(one, around) === null
        ? [
            {
              id: `files ${key}`,
              label: `Files of ${name}…`,
              description: FILES_HELP,
              keywords: ['browse', 'filesystem', 'download', 'upload', 'folder', 'tree'],
              onClick: () => useDialogs.getState().show({ kind: 'files', container: one }),
            },
          ]
        : []),
    ]
  })
}

/** Back to the newest moment of a container, and on from it. */
function momentEntries(container: Container, around: Circumstances): Entry[] {
  const moment = newestMoment(container)
  if (!moment || whyNothing(around) !== null) return []
  const key = keyOf(container)
  const name = nameWithHost(container)
  const branches: Entry = {
    id: `branch ${key}`,
    label: `Branch ${name} from ${moment.name}`,
    description: BRANCH_HELP,
    onClick: () => useDialogs.getState().show({ kind: 'branch', checkpoint: moment }),
  }
  if (whyNot('rewind', container, around) !== null) return [branches]
  const rewinds: Entry = {
    id: `rewind ${key}`,
    label: `Rewind ${name} to ${moment.name}`,
    description: commandOf('rewind', container.state, container.id),
    onClick: () => askRewind(container, moment),
  }
  return [rewinds, branches]
}

/** What an observer may do with the window. */
const FOR_OBSERVERS: ReadonlySet<string> = new Set([
  ...['images', 'volumes', 'moment-storage', 'inspector', 'journal', 'figures'],
  ...['light', 'dark', 'auto'],
])

/** What concerns the window, or makes something new. */
export function windowEntries(setColorScheme: (scheme: MantineColorScheme) => void): Entry[] {
  const { toggleInspector, toggleJournal, toggleFigures } = useLayout.getState()
  const show = useDialogs.getState().show
  const { workedOn: host, byId } = useHosts.getState()
  const entries: Entry[] = [
    {
      id: 'new',
      label: 'New container…',
      onClick: () => show({ kind: 'create', preset: { host } }),
    },
    {
      id: 'templates',
      label: 'Templates…',
      keywords: ['preset', 'export', 'import'],
      onClick: () => show({ kind: 'templates', host }),
    },
    {
      id: 'images',
      label: 'Images…',
      keywords: ['layers', 'registry', 'pull', 'import', 'oci', 'docker'],
      onClick: () => show({ kind: 'images', host }),
    },
    {
      id: 'importCheckpoint',
      label: 'Import a checkpoint…',
      keywords: ['moment', 'archive', 'podman', 'restore', 'bring in'],
      onClick: () => show({ kind: 'importCheckpoint', host }),
    },
    {
      id: 'volumes',
      label: 'Volumes…',
      keywords: ['mounts', 'data', 'disk'],
      onClick: () => show({ kind: 'volumes', host }),
    },
    {
      id: 'moment-storage',
      label: 'Storage of checkpoints…',
      keywords: ['moments', 'disk', 'difference', 'budget', 'space'],
      onClick: () => show({ kind: 'momentStorage', host }),
    },
    {
      id: 'namespaces',
      label: 'Namespaces…',
      keywords: ['runtime root'],
      onClick: () => show({ kind: 'namespaces', host }),
    },
    ...[...byId.values()].map(({ id, label }) => ({
      id: `host ${id}`,
      label: `Work on ${label}`,
      keywords: ['host', 'machine', 'ssh'],
      onClick: () => void goToHost(id),
    })),
    {
      id: 'ssh',
      label: 'Add a machine over ssh…',
      keywords: ['host'],
      onClick: () => show({ kind: 'ssh', change: null }),
    },
    {
      id: 'hosts',
      label: 'Hosts…',
      keywords: ['machine', 'root', 'ssh'],
      onClick: () => show({ kind: 'hosts' }),
    },
    { id: 'demo', label: 'Start the demo shell', onClick: () => void startDemoShell() },
    { id: 'inspector', label: 'Fold or unfold the inspector', onClick: toggleInspector },
    { id: 'journal', label: 'Fold or unfold the journal', onClick: toggleJournal },
    {
      id: 'lessons',
      label: 'Show or hide lessons',
      description: LESSONS.key,
      keywords: ['learn', 'teach', 'course', 'exercise', 'help'],
      onClick: useLessons.getState().toggle,
    },
    {
      id: 'tour',
      label: TOUR.again,
      keywords: ['help', 'first steps', 'introduction'],
      onClick: useTour.getState().start,
    },
    {
      id: 'figures',
      label: 'Show or hide figures in the list',
      keywords: ['cpu', 'memory', 'graphs', 'sparklines'],
      onClick: toggleFigures,
    },
    ...appearanceEntries(),
    { id: 'light', label: 'Colours: light', onClick: () => setColorScheme('light') },
    { id: 'dark', label: 'Colours: dark', onClick: () => setColorScheme('dark') },
    { id: 'auto', label: 'Colours: follow the system', onClick: () => setColorScheme('auto') },
    {
      id: 'observers',
      label: OBSERVERS_WORDS.menu,
      keywords: ['observer', 'link', 'present', 'share', 'watch'],
      onClick: () => show({ kind: 'observers' }),
    },
  ]
  return OBSERVING ? entries.filter(({ id }) => id && FOR_OBSERVERS.has(id)) : entries
}
