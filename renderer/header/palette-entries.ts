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
import { act, kill } from '../actions/containers.ts'
import { runShell } from '../actions/execs.ts'
import { goToHost } from '../actions/hosts.ts'
import { goTo, goToConsole } from '../actions/navigate.ts'
import { askRewind } from '../actions/rewind.ts'
import { openDebugShell } from '../actions/shells.ts'
import { type Container, keyOf } from '../model.ts'
import { OBSERVING } from '../observer/role.ts'
import { newestMoment } from '../store/checkpoints.ts'
import { useDialogs } from '../store/dialogs.ts'
import { nameWithHost, useHosts } from '../store/hosts.ts'
import { BRANCH_HELP, CLONE_HELP, INSPECT_HELP } from '../words/actions.ts'
import { CONFIG_WORDS } from '../words/config.ts'
import { FILES_HELP } from '../words/files.ts'
import { describeContainer } from '../words/state.ts'
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

/**
 * For each container: go to it, its console, and every action that its state allows. Of the chosen one the commands say the
 * rest (palette-commands.tsx), also what cannot be done.
 */
export function containerEntries(
  containers: readonly Container[],
  aroundOf: (host: HostId) => Circumstances,
  chosen: string | null,
): Entry[] {
  const now = Date.now()
  return containers.flatMap((one): Entry[] => {
    const key = keyOf(one)
    if (key === chosen) return []
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

/** What concerns the window and is no command (keys/window-commands.ts): how it looks, and the hosts, which come and go. */
export function windowEntries(): Entry[] {
  if (OBSERVING) return []
  const { byId } = useHosts.getState()
  return [
    ...[...byId.values()].map(({ id, label }) => ({
      id: `host ${id}`,
      label: `Work on ${label}`,
      keywords: ['host', 'machine', 'ssh'],
      onClick: () => void goToHost(id),
    })),
    ...appearanceEntries(),
  ]
}
