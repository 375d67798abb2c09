import type { PlainCommand, Stdin } from '../../../shared/model.ts'
import { type RestoreArgs, restoreArgs } from './criu-args.ts'
import type { Argv } from './run.ts'
import type { Runc } from './runc.ts'

export interface ConmonCommon {
  /** conmon's path */
  binary: string
  /** the container's id, for an exec too: runc is called with it */
  id: string
  name: string
  runc: Runc
  /** the folder of conmon's `attach`, `ctl` and `winsz`; for an init also of config.json. Absolute */
  bundle: string
  pidFile: string
  conmonPidFile: string
  /** `<exitDir>/<id>` appears there, by rename, with the exit code in it */
  exitDir: string
  /**
   * conmon's working folder: `oom` appears there. Without a --persist-dir it writes that once, and of an exit one file fewer
   * before the one that is waited for (write_oom_files and its main, 2.0 to 2.1).
   */
  workDir: string
  /** the console's log, in conmon's k8s-file form */
  log: string
  /** bytes; a log that would become larger is begun anew */
  logSizeMax?: number | undefined
  terminal: boolean
  stdin: Stdin
  /** how the folder begins in which conmon listens for a terminal's console; short, for a socket's path holds 107 bytes */
  consoleSockets: string
}

export interface ConmonCreate extends ConmonCommon {
  noPivot: boolean
  noNewKeyring: boolean
  restore?: { imagePath: string; options: RestoreArgs }
  /** what does the same without Runcible, where that is not the runc below */
  plain?: PlainCommand
}

/**
 * conmon names the exit file after the container, for an exec as for its init: so every exec must be given an exitDir, a
 * workDir and a bundle folder of its own.
 */
export interface ConmonExec extends ConmonCommon {
  /** file with the OCI process to run */
  processSpec: string
  /** what that says, for who runs it by hand; of variables of its own the names alone: a value may be a secret */
  process: { args: readonly string[]; cwd: string; user: string; variables: readonly string[] }
}

/** The command line of a create or a restore. `criuArgs` is Runc.criuArgs() of a restore. */
export function conmonCommand(c: ConmonCreate, criuArgs: string[] = []): Argv {
  const { restore } = c
  return [
    ...commonArgs(c, [...c.runc.globalArgs(), ...(restore ? criuArgs : [])]),
    ...(c.noPivot && !restore ? ['--no-pivot'] : []),
    // runc restore does not know it: the restored process brings its keyring along.
    ...(c.noNewKeyring && !restore ? ['--no-new-keyring'] : []),
    ...(restore ? ['--restore', restore.imagePath] : []),
    ...(restore ? restoreArgs(restore.options) : []).map((option) => `--runtime-opt=${option}`),
  ]
}

/** The command line of an exec. */
export function execCommand(c: ConmonExec): Argv {
  return [
    ...commonArgs(c, c.runc.globalArgs()),
    '--exec',
    '--exec-attach',
    '--exec-process-spec',
    c.processSpec,
  ]
}

/** What runc alone does in the place of a create or a restore. */
export function plainCommand({
  runc,
  id,
  bundle,
  terminal,
  stdin,
  ...c
}: ConmonCreate): PlainCommand {
  const { restore } = c
  const options = [
    ...(c.noPivot && !restore ? ['--no-pivot'] : []),
    ...(c.noNewKeyring && !restore ? ['--no-new-keyring'] : []),
    ...(restore
      ? ['--detach', '--image-path', restore.imagePath, ...restoreArgs(restore.options)]
      : []),
  ]
  const action = restore ? 'restore' : 'create'
  const argv = [...runc.command(action, '--bundle', bundle, ...options, id)]
  return { argv, terminal, stdin: stdin !== 'none' }
}

/** What runc alone does in the place of an exec. */
export function plainExec({ runc, id, process, terminal, stdin }: ConmonExec): PlainCommand {
  const { args, cwd, user, variables } = process
  const argv = [
    ...runc.command('exec', '--detach', '--cwd', cwd, '--user', user),
    ...(terminal ? ['--tty'] : []),
    ...variables.flatMap((name) => ['--env', name]),
    id,
    ...args,
  ]
  return { argv, terminal, stdin: stdin !== 'none' }
}

function commonArgs(c: ConmonCommon, runtimeArgs: string[]): Argv {
  return [
    c.binary,
    '--api-version',
    '1',
    '-c',
    c.id,
    '-u',
    c.id,
    '-n',
    c.name,
    '-r',
    c.runc.options.binary,
    '-b',
    c.bundle,
    '-p',
    c.pidFile,
    '-P',
    c.conmonPidFile,
    '--exit-dir',
    c.exitDir,
    '--full-attach',
    '-l',
    `k8s-file:${c.log}`,
    // The exit is told at once; the log's last lines reach the disk with the page cache.
    '--no-sync-log',
    ...(c.logSizeMax ? ['--log-size-max', String(c.logSizeMax)] : []),
    ...(c.terminal ? ['-t'] : []),
    ...stdinArgs(c.stdin),
    ...runtimeArgs.map((arg) => `--runtime-arg=${arg}`),
  ]
}

/**
 * Without -i a container reads /dev/null. With it stdin ends when a client leaves, unless it is left open. A terminal takes
 * input with or without -i; there the client's leaving ends the input for good, but no end of file is read (a ^D is one).
 */
function stdinArgs(stdin: Stdin): string[] {
  if (stdin === 'none') return []
  return stdin === 'open' ? ['-i', '--leave-stdin-open'] : ['-i']
}
