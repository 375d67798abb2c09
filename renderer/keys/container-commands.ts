import type { MessageDescriptor } from '@lingui/core'
import { msg, t } from '@lingui/core/macro'
import { commandOf as commandLineOf } from '../../shared/lifecycle.ts'
import { type Why, whyNoDebug, whyNoFiles, whyNoInspection } from '../actions/availability.ts'
import { actOnAll, stopAll } from '../actions/bulk.ts'
import { cloneLive } from '../actions/checkpoints.ts'
import { circumstancesOf } from '../actions/circumstances.ts'
import { act, kill, stop } from '../actions/containers.ts'
import { runShell } from '../actions/execs.ts'
import { actOnGroup } from '../actions/groups.ts'
import { goToConsole } from '../actions/navigate.ts'
import { askRewind } from '../actions/rewind.ts'
import { openDebugShell } from '../actions/shells.ts'
import type { Container } from '../model.ts'
import { newestMoment } from '../store/checkpoints.ts'
import { type Dialog, useDialogs } from '../store/dialogs.ts'
import { nameWithHost } from '../store/hosts.ts'
import { BRANCH_HELP, CLONE_HELP, INSPECT_HELP } from '../words/actions.ts'
import { CONFIG_WORDS } from '../words/config.ts'
import { DEBUG_HELP } from '../words/debug.ts'
import { FILES_HELP } from '../words/files.ts'
import { type Command, named } from './command.ts'
import { chosenGroup, ofAny, ofOne, ofSeveral, whyNotLife } from './of-containers.ts'
import { showSection } from './show-section.ts'

const SIGKILL = 9

const show = (dialog: Dialog) => useDialogs.getState().show(dialog)

const plain = (
  action: 'start' | 'pause' | 'resume' | 'rerun',
  words: MessageDescriptor,
  on: (name: string) => string,
  key: string,
) =>
  ofSeveral(action, {
    id: `container.${action}`,
    ...named(words),
    on,
    keys: [key],
    run: (one) => void act(action, one),
    runAll: (all) => {
      const group = action === 'start' ? chosenGroup() : null
      if (group) void actOnGroup('start', group)
      else void actOnAll(action, all)
    },
  })

const noMoment = (container: Container): Why =>
  newestMoment(container) ? null : t`there is no checkpoint of ${{ id: container.id }}`

const rewindWords = (name: string, moment: string | undefined) =>
  moment === undefined ? t`Rewind ${name} to a moment` : t`Rewind ${name} to ${moment}`

const branchWords = (name: string, moment: string | undefined) =>
  moment === undefined ? t`Branch ${name} from a moment` : t`Branch ${name} from ${moment}`

const deleted = (containers: Container[]) => show({ kind: 'delete', containers })

/** Everything that can be done to a container. Beside the containers a letter alone is a key. */
export const containerCommands: readonly Command[] = [
  plain('start', msg`Start`, (name) => t`Start ${name}`, 'S'),
  plain('pause', msg`Pause`, (name) => t`Pause ${name}`, 'P'),
  plain('resume', msg`Resume`, (name) => t`Resume ${name}`, 'U'),
  plain('rerun', msg`Run again`, (name) => t`Run again ${name}`, 'R'),
  {
    ...ofSeveral('kill', {
      id: 'container.stop',
      ...named(msg`Stop`),
      on: (name) => t`Stop ${name}`,
      keys: ['T'],
      run: (one) => void stop(one),
      runAll: (all) => {
        const group = chosenGroup()
        if (group) void actOnGroup('stop', group)
        else void stopAll(all)
      },
    }),
    runs: () => t`SIGTERM, and SIGKILL after 10 s`,
  },
  ofSeveral('kill', {
    id: 'container.kill',
    ...named(msg`Kill (SIGKILL)`),
    on: (name) => t`Kill (SIGKILL) ${name}`,
    keys: ['Shift+K'],
    run: (one) => void kill(one, SIGKILL, false),
  }),
  ofSeveral('delete', {
    id: 'container.delete',
    ...named(msg`Delete`),
    on: (name) => t`Delete ${name}`,
    keys: ['Delete'],
    run: (one) => deleted([one]),
    runAll: deleted,
  }),
  ofSeveral('checkpoint', {
    id: 'container.checkpoint',
    ...named(msg`Checkpoint`),
    on: (name) => t({ message: `Checkpoint ${name}`, context: 'action' }),
    keys: ['C'],
    run: (one) => show({ kind: 'checkpoint', container: one }),
  }),
  ofOne({
    id: 'container.clone',
    ...named(msg`Clone`),
    on: (name) => t`Clone ${name}`,
    help: CLONE_HELP,
    keys: ['Shift+C'],
    why: (one) => whyNotLife('checkpoint', one),
    run: (one) => void cloneLive(one),
  }),
  ofOne({
    id: 'container.rewind',
    ...named(msg`Rewind to its newest moment`),
    on: (name) => t`Rewind ${name} to its newest moment`,
    label: (one) => rewindWords(nameWithHost(one), newestMoment(one)?.name),
    keys: ['W'],
    why: (one) => whyNotLife('rewind', one) ?? noMoment(one),
    runs: (one) => commandLineOf('rewind', one.state, one.id),
    run: (one) => {
      const moment = newestMoment(one)
      if (moment) askRewind(one, moment)
    },
  }),
  ofOne({
    id: 'container.branch',
    ...named(msg`Branch from its newest moment`),
    on: (name) => t`Branch ${name} from its newest moment`,
    label: (one) => branchWords(nameWithHost(one), newestMoment(one)?.name),
    help: BRANCH_HELP,
    keys: ['B'],
    why: noMoment,
    run: (one) => {
      const checkpoint = newestMoment(one)
      if (checkpoint) show({ kind: 'branch', checkpoint })
    },
  }),
  ofOne({
    id: 'container.automatic',
    ...named(msg`Automatic moments of the container`),
    on: (name) => t`Automatic moments of ${name}`,
    keys: ['A'],
    run: (one) => show({ kind: 'automatic', container: one }),
  }),
  ofOne({
    id: 'container.console',
    ...named(msg`Console of the container`),
    on: (name) => t`Console of ${name}`,
    keys: ['O'],
    run: goToConsole,
  }),
  ofOne({
    id: 'container.shell',
    ...named(msg`Shell in the container`),
    on: (name) => t`Shell in ${name}`,
    keys: ['X'],
    why: (one) => whyNotLife('exec', one),
    runs: (one) => commandLineOf('exec', one.state, one.id),
    run: (one) => void runShell(one),
  }),
  ofOne({
    id: 'container.exec',
    ...named(msg`Exec in the container`),
    on: (name) => t`Exec in ${name}`,
    keys: ['E'],
    why: (one) => whyNotLife('exec', one),
    runs: (one) => commandLineOf('exec', one.state, one.id),
    run: (one) => show({ kind: 'exec', container: one }),
  }),
  ofAny({
    id: 'container.debug',
    scope: 'window',
    ...named(msg`Debug shell in the container`, msg`host tools busybox nsenter`),
    on: (name) => t`Debug shell in ${name}`,
    help: DEBUG_HELP,
    keys: ['Ctrl+Shift+D'],
    why: (one) =>
      'busy' in one ? whyNotLife('debug', one) : whyNoDebug(one, circumstancesOf(one.host)),
    run: (one) => void openDebugShell(one),
  }),
  ofAny({
    id: 'container.inspect',
    scope: 'window',
    ...named(msg`Inspect`, msg`namespaces capabilities mounts cgroup sockets kernel`),
    on: (name) => t`Inspect ${name}`,
    help: INSPECT_HELP,
    keys: ['Ctrl+Shift+L'],
    why: (one) => whyNoInspection(one, circumstancesOf(one.host)),
    run: (one) => show({ kind: 'kernelView', container: one }),
  }),
  ofOne({
    id: 'container.recreate',
    scope: 'window',
    ...named(msg`Edit config.json of the container`, msg`spec recreate schema change`),
    on: (name) => t`Edit config.json of ${name}`,
    help: CONFIG_WORDS.help,
    keys: ['Ctrl+Shift+G'],
    why: (one) => whyNotLife('recreate', one),
    run: (one) => show({ kind: 'config', container: one }),
  }),
  ofOne({
    id: 'container.files',
    scope: 'window',
    ...named(msg`Files of the container`, msg`browse filesystem download upload folder tree`),
    on: (name) => t`Files of ${name}`,
    help: FILES_HELP,
    keys: ['Ctrl+Shift+B'],
    why: (one) => whyNoFiles(one, circumstancesOf(one.host)),
    run: (one) => show({ kind: 'files', container: one }),
  }),
  ofAny({
    id: 'container.graphs',
    ...named(msg`Graphs of the container`, msg`cpu memory pids disk network figures`),
    on: (name) => t`Graphs of ${name}`,
    keys: ['G'],
    run: (one) => show({ kind: 'graphs', container: one }),
  }),
  ofAny({
    id: 'container.processes',
    ...named(msg`Processes of the container`, msg`tree signal top`),
    on: (name) => t`Processes of ${name}`,
    keys: ['I'],
    why: (one) => whyNoInspection(one, circumstancesOf(one.host)),
    run: (one) => show({ kind: 'processes', container: one }),
  }),
  ofOne({
    id: 'container.limits',
    ...named(msg`Limits of the container`, msg`memory cpu pids update`),
    on: (name) => t`Limits of ${name}`,
    keys: ['L'],
    why: (one) => whyNotLife('update', one),
    runs: (one) => commandLineOf('update', one.state, one.id),
    run: () => showSection('Limits'),
  }),
  ofOne({
    id: 'container.naming',
    ...named(msg`Name, group and labels of the container`, msg`rename label restart`),
    on: (name) => t`Name, group and labels of ${name}`,
    keys: ['N'],
    run: () => showSection('Name, group & labels'),
  }),
  ofOne({
    id: 'container.changes',
    ...named(msg`Files changed in the container`, msg`diff changes`),
    on: (name) => t`Files changed in ${name}`,
    keys: ['D'],
    run: (one) => show({ kind: 'changes', container: one }),
  }),
  ofOne({
    id: 'container.commit',
    ...named(msg`Make an image of the container`, msg({ message: 'commit', context: 'keywords' })),
    on: (name) => t`Make an image of ${name}`,
    keys: ['M'],
    run: (one) => show({ kind: 'commit', container: one }),
  }),
  ofOne({
    id: 'container.export',
    ...named(msg`Write out`, msg`export archive bundle`),
    on: (name) => t`Write out ${name}`,
    keys: ['Shift+E'],
    run: (one) => show({ kind: 'export', what: { kind: 'container', container: one } }),
  }),
]
