import { t } from '@lingui/core/macro'
import { commandOf } from '../../shared/lifecycle.ts'
import type { CheckpointOptions, CreateInput, Limits } from '../../shared/model.ts'
import { criuFlags, limitFlags } from '../../shared/runc-flags.ts'
import { formatArgs } from './command-line.ts'

/** What a form is about to run, one line each. Paths that only the engine knows are “…”. */
export type Commands = readonly string[]

export function limitCommands(id: string, limits: Limits): Commands {
  // What is typed and is no number is refused at its field.
  if (Object.values(limits).some(Number.isNaN)) return []
  const flags = limitFlags(limits)
  return flags.length > 0 ? [formatArgs(['runc', 'update', ...flags, id])] : []
}

/** A comment of the shell's, where there are as many processes as there are. */
export const KILL_EACH = `PID…  # ${t`each process of its cgroup`}`

export const killCommands = (id: string, signal: number, all: boolean): Commands =>
  all ? [`kill -${signal} ${KILL_EACH}`] : [`runc kill ${id} ${signal}`]

export function checkpointCommands(id: string, o: Partial<CheckpointOptions>): Commands {
  const flags = criuFlags({
    tcpEstablished: o.allowOpenTcp ?? false,
    extUnixSk: o.allowExternalUnixSockets ?? false,
    shellJob: o.allowTerminal ?? false,
    fileLocks: o.fileLocks ?? false,
    emptyNs: o.emptyNamespaces ?? [],
  })
  const paths = [
    `--image-path ${o.imagePath ? formatArgs([o.imagePath]) : '…'}`,
    ...(o.workPath ? [`--work-path ${formatArgs([o.workPath])}`] : []),
    ...(o.parent ? ['--parent-path …'] : []),
  ]
  const kinds = [...(o.exit ? [] : ['--leave-running']), ...(o.preDump ? ['--pre-dump'] : [])]
  return [['runc checkpoint', ...paths, ...kinds, ...flags, id].join(' ')]
}

/** `root`: of a container of others, which runc does not look for where ours are. */
export const execCommands = (id: string, args: readonly string[], root?: string): Commands => {
  const runc = root === undefined ? 'runc' : formatArgs(['runc', '--root', root])
  return args.length > 0 ? [`conmon --exec … ${runc} exec ${id} ${formatArgs(args)}`] : []
}

/** Whole and exact they stand in the preview. What is made of a checkpoint is made by its start. */
export function createCommands({ id, source }: Pick<CreateInput, 'id' | 'source'>): Commands {
  const name = id || 'ID'
  if (source.kind === 'checkpoint') return restoreCommands(name)
  return [`conmon … runc create ${name}`, commandOf('start', 'created', name)]
}

/** `keeps`: a moment of its end is taken first; `lives`: it has to be ended. */
export function rewindCommands(
  id: string,
  { keeps, lives }: { keeps: boolean; lives: boolean },
): Commands {
  const end = keeps
    ? checkpointCommands(id, { exit: true })
    : [`kill -9 ${KILL_EACH}`, `runc delete ${id}`]
  return [...(lives ? end : []), ...restoreCommands(id)]
}

export const restoreCommands = (id: string): Commands => [
  commandOf('start', 'createdFromCheckpoint', id),
]
