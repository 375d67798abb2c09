import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { type ErrorCode, RuncibleError } from '../../../shared/errors.ts'
import type { Limits } from '../../../shared/model.ts'
import { limitFlags } from '../../../shared/runc-flags.ts'
import { removeCgroup } from './cgroup.ts'
import { searchPath } from './child-env.ts'
import { type CheckpointArgs, checkpointArgs, criuSettings, DUMP_LOG } from './criu-args.ts'
import { endWithCriu } from './criu-death.ts'
import { type Held, holdWritten } from './dump-hold.ts'
import { unmountBelow } from './mounts.ts'
import { type Argv, cancelled, type RunOptions, run } from './run.ts'
import { inRuncWords, logOffset } from './runc-log.ts'
import { HeldState, readRuntimeState } from './state-file.ts'
import { isOlder, versionOf } from './version.ts'
import { isExecutable } from './which.ts'

export type { CheckpointArgs, RestoreArgs } from './criu-args.ts'
export type { Held } from './dump-hold.ts'

/** From this version on runc ignores --criu and takes `criu` from PATH. */
const CRIU_BY_PATH_ONLY = '1.2.0'
/** An aborted dump of some GiB ends by itself within this; one that takes longer hangs, or writes pages, and is killed. */
const CRIU_GRACE_MS = 10_000

/**
 * runc does one thing after the other and is gone in some milliseconds. On an idle machine it is as quick either way; on a busy
 * one the threads that look for work to share cost it a tenth to a fifth of its time. It does not reach what runs inside: that
 * has the environment of config.json alone.
 */
const GOMAXPROCS = process.env.GOMAXPROCS ?? '1'

export interface RuncOptions {
  /** path of the runc to run */
  binary: string
  /** --root, the folder of the containers' states */
  root: string
  systemdCgroup: boolean
  /** runc's --log file; its folder must exist */
  log: string
  /** path of the criu to use; null: the one on PATH */
  criu: string | null
}

/** `global`: more of the options before the subcommand */
type RuncRun = RunOptions & { global?: string[] }

const State = z.object({
  id: z.string(),
  status: z.enum(['creating', 'created', 'running', 'paused', 'stopped']),
  pid: z.number().int(),
  bundle: z.string(),
  rootfs: z.string().default(''),
  created: z.string().default(''),
})
/** What `runc state` prints. */
export type RuncState = z.infer<typeof State>

/** One method per subcommand. All throw containerd's words for runc's failures, see runc-log.ts. */
export class Runc {
  readonly options: RuncOptions
  #criuArgs: Promise<string[]> | null = null

  constructor(options: RuncOptions) {
    this.options = options
  }

  /** The options before the subcommand; conmon passes the same on. */
  globalArgs(): string[] {
    const { root, systemdCgroup, log } = this.options
    return [
      '--root',
      root,
      ...(systemdCgroup ? ['--systemd-cgroup'] : []),
      '--log',
      log,
      '--log-format',
      'json',
    ]
  }

  /** What somebody runs who does without Runcible: no logs, and the criu that is on PATH. */
  command(...args: string[]): Argv {
    const { binary, root, systemdCgroup } = this.options
    return [binary, '--root', root, ...(systemdCgroup ? ['--systemd-cgroup'] : []), ...args]
  }

  /**
   * What names the chosen criu to a runc that still listens to it. Newer ones search PATH (env), where only a program
   * called `criu` is found: throws `unsupported` for another name. Looked up once.
   */
  criuArgs(): Promise<string[]> {
    this.#criuArgs ??= this.#findCriuArgs()
    return this.#criuArgs
  }

  async #findCriuArgs(): Promise<string[]> {
    const { binary, criu } = this.options
    if (!criu) return []
    const [runs, version] = await Promise.all([isExecutable(criu), versionOf(binary)])
    // A runc that looks for it by PATH alone would only say that there is none.
    if (!runs) {
      throw new RuncibleError('unavailable', `${criu} is no program that can be run`, {
        hint: 'Choose another criu, or none for the one that Runcible found.',
        field: 'runtime.criu',
      })
    }
    if (isOlder(version, CRIU_BY_PATH_ONLY)) return ['--criu', criu]
    if (basename(criu) === 'criu') return []
    throw new RuncibleError('unsupported', `this runc finds only a CRIU that is named criu`, {
      hint: `Make a link named criu to ${criu} in a folder of its own, and choose that.`,
      field: 'runtime.criu',
    })
  }

  /** What runc's environment needs on top of ours. */
  env(): Record<string, string> {
    const { criu } = this.options
    return { GOMAXPROCS, ...(criu && { PATH: searchPath(dirname(criu)) }) }
  }

  async start(id: string): Promise<void> {
    await this.#change('OCI runtime start failed', ['start', id])
  }

  async pause(id: string): Promise<void> {
    await this.#change('OCI runtime pause failed', ['pause', id])
  }

  async resume(id: string): Promise<void> {
    await this.#change('OCI runtime resume failed', ['resume', id])
  }

  /** Signals the init, by number. Throws `not-found` in containerd's words where there is nothing to signal. */
  async kill(id: string, signal: number): Promise<void> {
    try {
      await this.#change('OCI runtime kill failed', ['kill', id, String(signal)])
    } catch (error) {
      throw inKillWords(error)
    }
  }

  /**
   * Deletes what runc keeps of the container; one that it no longer knows is deleted. With `force` it is killed first, and
   * what a create or restore that was cut off left is deleted too. Its cgroup goes in any case: runc gives up on one whose
   * last process takes long to go, after 310 ms, and says so in its log alone.
   */
  async delete(id: string, { force = false }: { force?: boolean } = {}): Promise<void> {
    const { root, log } = this.options
    // What a checkpoint has ended runc has deleted by itself.
    if (!force && !existsSync(join(root, id))) return
    const logged = logOffset(log)
    const state = new HeldState(root, id)
    try {
      // A restore that was cut off leaves the rootfs mounted there, and runc would empty it with its own folder.
      if (force) await unmountBelow(join(root, id))
      await this.#deleteKnown(id, force)
      if (logOffset(log) > logged) await removeCgroup(state.cgroups())
    } finally {
      state.close()
    }
  }

  async #deleteKnown(id: string, force: boolean): Promise<void> {
    try {
      await this.#change('failed to delete task', ['delete', ...(force ? ['--force'] : []), id])
    } catch (error) {
      if (!saidMatches(error, /does not exist/)) throw error
    }
  }

  /** Sets the limits that are named; the others stay. Starts nothing where none is. */
  async update(id: string, limits: Limits): Promise<void> {
    const args = limitFlags(limits)
    if (args.length === 0) return
    try {
      await this.#change('OCI runtime update failed', ['update', ...args, id])
    } catch (error) {
      throw withHintOnMemory(error)
    }
  }

  /** What runc says of a container. Throws `not-found` where it does not know it. */
  async state(id: string): Promise<RuncState> {
    try {
      const { stdout } = await this.#run('OCI runtime state failed', ['state', id])
      return State.parse(JSON.parse(stdout))
    } catch (error) {
      if (!saidMatches(error, /does not exist/)) throw error
      throw new RuncibleError('not-found', 'no such container: not found', { cause: error })
    }
  }

  /** `1.1.5`; asked of each binary once. */
  version(): Promise<string> {
    return versionOf(this.options.binary)
  }

  /**
   * Writes the container's processes to image files. What CRIU said of a failure is in `dump.log` of the work path.
   * Throws `checkpoint-failed`; `cancelled` when aborted, with the container running (or paused) as it was before. An abort
   * first lets CRIU finish: killed while it is inside the processes, it takes one in seventy along. A checkpoint that has
   * ended its container by then is kept: it is all that is left of it. `held` is done while all stands still; gives whether
   * all of that was.
   */
  async checkpoint(
    id: string,
    c: CheckpointArgs,
    { held, ...o }: { signal?: AbortSignal; held?: Held } = {},
  ): Promise<boolean> {
    const args = ['checkpoint', ...checkpointArgs(c), id]
    const over = new AbortController()
    const log = join(c.workPath, DUMP_LOG)
    let holding = Promise.resolve(false)
    const started = (pid: number) => {
      endWithCriu(pid, log, over.signal).catch(() => {})
      if (held) holding = holdWritten({ pid, log, signal: over.signal }, held)
      // It is asked for once the dump has ended.
      holding.catch(() => {})
    }
    const env = criuSettings(c)
    const global = await this.criuArgs()
    const options = { ...o, env, started, graceMs: CRIU_GRACE_MS, global }
    // Read while runc begins: a state that cannot be read runc refuses itself, and freezes nothing.
    const reading = readRuntimeState(this.options.root, id, this).catch(() => null)
    try {
      await this.#change('OCI runtime checkpoint failed', args, options, 'checkpoint-failed')
    } catch (error) {
      if ((await reading)?.status === 'running') await this.#thaw(id)
      throw error
    } finally {
      over.abort()
      await holding.catch(() => {})
    }
    const before = await reading
    if (before && !c.leaveRunning && !c.preDump) await removeCgroup(before.cgroupPaths)
    if (o.signal?.aborted && (c.leaveRunning || c.preDump)) {
      throw cancelled([this.options.binary, ...args])
    }
    return holding
  }

  /** CRIU freezes the container's cgroup for the dump; where it is killed midway, nobody thaws it. */
  async #thaw(id: string): Promise<void> {
    const state = await readRuntimeState(this.options.root, id, this)
    if (state?.status === 'paused') await this.resume(id)
  }

  /** Runs what prints nothing but its failure, which stays beside runc's log. */
  #change(what: string, args: string[], options: RuncRun = {}, code?: ErrorCode) {
    return this.#run(what, args, { ...options, stderrFile: `${this.options.log}.stderr` }, code)
  }

  async #run(
    what: string,
    args: string[],
    { global = [], env, ...options }: RuncRun = {},
    code?: ErrorCode,
  ) {
    const { binary, log: path } = this.options
    const argv: Argv = [binary, ...this.globalArgs(), ...global, ...args]
    const offset = logOffset(path)
    try {
      return await run(argv, { ...options, env: { ...this.env(), ...env } })
    } catch (error) {
      throw await inRuncWords(what, error, { path, offset }, code)
    }
  }
}

/** The kernel takes no limit below what is in use. */
function withHintOnMemory(error: unknown): unknown {
  if (!(error instanceof RuncibleError)) return error
  if (!saidMatches(error, /unable to set memory limit .*current usage/)) return error
  const hint = 'Give it more than it uses now, or end some of what uses it first.'
  return new RuncibleError(error.code, error.message, { ...error.details, hint, cause: error })
}

/** containerd's checkKillError. */
function inKillWords(error: unknown): unknown {
  if (!(error instanceof RuncibleError) || error.code !== 'runtime-failed') return error
  const say = (code: ErrorCode, message: string) =>
    new RuncibleError(code, message, { ...error.details, cause: error })
  if (saidMatches(error, /os: process already finished|container not running|no such process/i)) {
    return say('not-found', 'process already finished: not found')
  }
  if (saidMatches(error, /does not exist/)) return say('not-found', 'no such container: not found')
  return say('runtime-failed', `unknown error after kill: ${error.details.said ?? error.message}`)
}

const saidMatches = (error: unknown, pattern: RegExp) =>
  error instanceof RuncibleError && pattern.test(error.details.said ?? '')
