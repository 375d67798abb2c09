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
import type { Command } from './command.ts'
import { chosenGroup, ofAny, ofOne, ofSeveral, whyNotLife } from './of-containers.ts'
import { showSection } from './show-section.ts'

const SIGKILL = 9

const show = (dialog: Dialog) => useDialogs.getState().show(dialog)

const plain = (action: 'start' | 'pause' | 'resume' | 'rerun', words: string, key: string) =>
  ofSeveral(action, {
    id: `container.${action}`,
    words,
    keys: [key],
    run: (one) => void act(action, one),
    runAll: (all) => {
      const group = action === 'start' ? chosenGroup() : null
      if (group) void actOnGroup('start', group)
      else void actOnAll(action, all)
    },
  })

const noMoment = (container: Container): Why =>
  newestMoment(container) ? null : `there is no checkpoint of ${container.id}`

const deleted = (containers: Container[]) => show({ kind: 'delete', containers })

/** Everything that can be done to a container. Beside the containers a letter alone is a key. */
export const containerCommands: readonly Command[] = [
  plain('start', 'Start', 'S'),
  plain('pause', 'Pause', 'P'),
  plain('resume', 'Resume', 'U'),
  plain('rerun', 'Run again', 'R'),
  {
    ...ofSeveral('kill', {
      id: 'container.stop',
      words: 'Stop',
      keys: ['T'],
      run: (one) => void stop(one),
      runAll: (all) => {
        const group = chosenGroup()
        if (group) void actOnGroup('stop', group)
        else void stopAll(all)
      },
    }),
    runs: () => 'SIGTERM, and SIGKILL after 10 s',
  },
  ofSeveral('kill', {
    id: 'container.kill',
    words: 'Kill (SIGKILL)',
    keys: ['Shift+K'],
    run: (one) => void kill(one, SIGKILL, false),
  }),
  ofSeveral('delete', {
    id: 'container.delete',
    words: 'Delete',
    keys: ['Delete'],
    run: (one) => deleted([one]),
    runAll: deleted,
  }),
  ofSeveral('checkpoint', {
    id: 'container.checkpoint',
    words: 'Checkpoint',
    keys: ['C'],
    run: (one) => show({ kind: 'checkpoint', container: one }),
  }),
  ofOne({
    id: 'container.clone',
    words: 'Clone',
    help: CLONE_HELP,
    keys: ['Shift+C'],
    why: (one) => whyNotLife('checkpoint', one),
    run: (one) => void cloneLive(one),
  }),
  ofOne({
    id: 'container.rewind',
    words: 'Rewind to its newest moment',
    label: (one) => `Rewind ${nameWithHost(one)} to ${newestMoment(one)?.name ?? 'a moment'}`,
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
    words: 'Branch from its newest moment',
    label: (one) => `Branch ${nameWithHost(one)} from ${newestMoment(one)?.name ?? 'a moment'}`,
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
    words: 'Automatic moments of',
    keys: ['A'],
    run: (one) => show({ kind: 'automatic', container: one }),
  }),
  ofOne({
    id: 'container.console',
    words: 'Console of',
    keys: ['O'],
    run: goToConsole,
  }),
  ofOne({
    id: 'container.shell',
    words: 'Shell in',
    keys: ['X'],
    why: (one) => whyNotLife('exec', one),
    runs: (one) => commandLineOf('exec', one.state, one.id),
    run: (one) => void runShell(one),
  }),
  ofOne({
    id: 'container.exec',
    words: 'Exec in',
    keys: ['E'],
    why: (one) => whyNotLife('exec', one),
    runs: (one) => commandLineOf('exec', one.state, one.id),
    run: (one) => show({ kind: 'exec', container: one }),
  }),
  ofAny({
    id: 'container.debug',
    scope: 'window',
    words: 'Debug shell in',
    help: DEBUG_HELP,
    keywords: ['host', 'tools', 'busybox', 'nsenter'],
    keys: ['Ctrl+Shift+D'],
    why: (one) =>
      'busy' in one ? whyNotLife('debug', one) : whyNoDebug(one, circumstancesOf(one.host)),
    run: (one) => void openDebugShell(one),
  }),
  ofAny({
    id: 'container.inspect',
    scope: 'window',
    words: 'Inspect',
    help: INSPECT_HELP,
    keywords: ['namespaces', 'capabilities', 'mounts', 'cgroup', 'sockets', 'kernel'],
    keys: ['Ctrl+Shift+L'],
    why: (one) => whyNoInspection(one, circumstancesOf(one.host)),
    run: (one) => show({ kind: 'kernelView', container: one }),
  }),
  ofOne({
    id: 'container.recreate',
    scope: 'window',
    words: 'Edit config.json of',
    help: CONFIG_WORDS.help,
    keywords: ['spec', 'recreate', 'schema', 'change'],
    keys: ['Ctrl+Shift+G'],
    why: (one) => whyNotLife('recreate', one),
    run: (one) => show({ kind: 'config', container: one }),
  }),
  ofOne({
    id: 'container.files',
    scope: 'window',
    words: 'Files of',
    help: FILES_HELP,
    keywords: ['browse', 'filesystem', 'download', 'upload', 'folder', 'tree'],
    keys: ['Ctrl+Shift+B'],
    why: (one) => whyNoFiles(one, circumstancesOf(one.host)),
    run: (one) => show({ kind: 'files', container: one }),
  }),
  ofAny({
    id: 'container.graphs',
    words: 'Graphs of',
    keywords: ['cpu', 'memory', 'pids', 'disk', 'network', 'figures'],
    keys: ['G'],
    run: (one) => show({ kind: 'graphs', container: one }),
  }),
  ofAny({
    id: 'container.processes',
    words: 'Processes of',
    keywords: ['tree', 'signal', 'top'],
    keys: ['I'],
    why: (one) => whyNoInspection(one, circumstancesOf(one.host)),
    run: (one) => show({ kind: 'processes', container: one }),
  }),
  ofOne({
    id: 'container.limits',
    words: 'Limits of',
    keywords: ['memory', 'cpu', 'pids', 'update'],
    keys: ['L'],
    why: (one) => whyNotLife('update', one),
    runs: (one) => commandLineOf('update', one.state, one.id),
    run: () => showSection('Limits'),
  }),
  ofOne({
    id: 'container.naming',
    words: 'Name, group and labels of',
    keywords: ['rename', 'label', 'restart'],
    keys: ['N'],
    run: () => showSection('Name, group & labels'),
  }),
  ofOne({
    id: 'container.changes',
    words: 'Files changed in',
    keywords: ['diff', 'changes'],
    keys: ['D'],
    run: (one) => show({ kind: 'changes', container: one }),
  }),
  ofOne({
    id: 'container.commit',
    words: 'Make an image of',
    keywords: ['commit'],
    keys: ['M'],
    run: (one) => show({ kind: 'commit', container: one }),
  }),
  ofOne({
    id: 'container.export',
    words: 'Write out',
    keywords: ['export', 'archive', 'bundle'],
    keys: ['Shift+E'],
    run: (one) => show({ kind: 'export', what: { kind: 'container', container: one } }),
  }),
]
