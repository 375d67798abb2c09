import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
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
import { found } from '../language/found.ts'
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

interface Offered {
  id: string
  action: InitAction
  label(name: string): MessageDescriptor
  run(container: Container): void
}

/** What the palette offers of actions: the name and what choosing it does. */
const OFFERED: readonly Offered[] = [
  {
    id: 'start',
    action: 'start',
    label: (name) => msg`Start ${name}`,
    run: (one) => void act('start', one),
  },
  {
    id: 'pause',
    action: 'pause',
    label: (name) => msg`Pause ${name}`,
    run: (one) => void act('pause', one),
  },
  {
    id: 'resume',
    action: 'resume',
    label: (name) => msg`Resume ${name}`,
    run: (one) => void act('resume', one),
  },
  {
    id: 'rerun',
    action: 'rerun',
    label: (name) => msg`Run again ${name}`,
    run: (one) => void act('rerun', one),
  },
  {
    id: 'shell',
    action: 'exec',
    label: (name) => msg`Shell in ${name}`,
    run: (one) => void runShell(one),
  },
  {
    id: 'exec',
    action: 'exec',
    label: (name) => msg`Exec in ${name}`,
    run: (one) => useDialogs.getState().show({ kind: 'exec', container: one }),
  },
  {
    id: 'debug',
    action: 'debug',
    label: (name) => msg`Debug shell in ${name}`,
    run: (one) => void openDebugShell(one),
  },
  {
    id: 'checkpoint',
    action: 'checkpoint',
    label: (name) => msg({ message: `Checkpoint ${name}`, context: 'action' }),
    run: (one) => useDialogs.getState().show({ kind: 'checkpoint', container: one }),
  },
  {
    id: 'kill',
    action: 'kill',
    label: (name) => msg`Kill (SIGKILL) ${name}`,
    run: (one) => void kill(one, SIGKILL, false),
  },
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
      ({ action }) =>
        whyNot(action, one, around) === null && !(action === 'kill' && one.state === 'stopped'),
    )
    return [
      {
        id: `go ${key}`,
        ...found(msg`Go to ${name}`),
        description: word,
        onClick: () => goTo(one),
      },
      { id: `console ${key}`, ...found(msg`Console of ${name}`), onClick: () => goToConsole(one) },
      ...allowed.map(
        ({ id, action, label, run }): Entry => ({
          id: `${id} ${key}`,
          ...found(label(name)),
          description: commandOf(action, one.state, one.id),
          onClick: () => run(one),
        }),
      ),
      ...(one.state !== 'deleted' && whyNothing(around) === null
        ? [
            {
              id: `automatic ${key}`,
              ...found(msg`Automatic moments of ${name}…`),
              onClick: () => useDialogs.getState().show({ kind: 'automatic', container: one }),
            },
          ]
        : []),
      ...(whyNot('checkpoint', one, around) === null
        ? [
            {
              id: `clone ${key}`,
              ...found(msg`Clone ${name}`),
              description: CLONE_HELP,
              onClick: () => void cloneLive(one),
            },
          ]
        : []),
      {
        id: `graphs ${key}`,
        ...found(msg`Graphs of ${name}`, msg`cpu memory pids disk network figures`),
        onClick: () => useDialogs.getState().show({ kind: 'graphs', container: one }),
      },
      ...momentEntries(one, around),
      ...(whyNoInspection(one, around) === null
        ? [
            {
              id: `inspect ${key}`,
              ...found(
                msg`Inspect ${name}…`,
                msg`namespaces capabilities mounts cgroup sockets kernel`,
              ),
              description: INSPECT_HELP,
              onClick: () => useDialogs.getState().show({ kind: 'kernelView', container: one }),
            },
          ]
        : []),
      ...(whyNot('recreate', one, around) === null
        ? [
            {
              id: `config ${key}`,
              ...found(msg`Edit config.json of ${name}…`, msg`spec recreate schema change`),
              description: CONFIG_WORDS.help,
              onClick: () => useDialogs.getState().show({ kind: 'config', container: one }),
            },
          ]
        : []),
      ...(whyNoFiles(one, around) === null
        ? [
            {
              id: `files ${key}`,
              ...found(msg`Files of ${name}…`, msg`browse filesystem download upload folder tree`),
              description: FILES_HELP,
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
    ...found(msg`Branch ${name} from ${{ moment: moment.name }}`),
    description: BRANCH_HELP,
    onClick: () => useDialogs.getState().show({ kind: 'branch', checkpoint: moment }),
  }
  if (whyNot('rewind', container, around) !== null) return [branches]
  const rewinds: Entry = {
    id: `rewind ${key}`,
    ...found(msg`Rewind ${name} to ${{ moment: moment.name }}`),
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
      ...found(msg`Work on ${label}`, msg`host machine ssh`),
      onClick: () => void goToHost(id),
    })),
    ...appearanceEntries(),
  ]
}
