import { toWireError } from '../../../shared/errors.ts'
import type { Exit } from '../../../shared/model.ts'
import type { ProcessConsole } from '../console/process-console.ts'
import { Ends } from './ends.ts'
import type { Execs } from './execs.ts'
import { describeExit, type ExitFiles, type SeenExit, toExit } from './exits.ts'
import type { Filling } from './filling.ts'
import type { InitHands } from './init-hands.ts'
import type { InitNetwork } from './init-network.ts'
import type { Members } from './members.ts'
import { Monitored } from './monitored.ts'
import { explainCrash } from './pids-limit.ts'
import type { Restarts } from './restarts.ts'

const SIGKILL = 9

/** What an end has to do with besides the init itself. */
interface Parts {
  readonly execs: Execs
  readonly network: InitNetwork
  readonly restarts: Restarts
  readonly filling: Filling
  readonly members: Members
}

/** How an init ends, and what has to be done about it before anybody is told. */
export class InitEnd {
  readonly #hands: InitHands
  readonly #parts: Parts
  readonly #waiting = new Ends()
  #monitored: Monitored | null = null
  /** signals that Runcible sent to the init that lives now */
  readonly #sent = new Set<number>()

  constructor(hands: InitHands, parts: Parts) {
    this.#hands = hands
    this.#parts = parts
  }

  files(): ExitFiles {
    const { layout, ref } = this.#hands
    return { exitDir: layout.exits(), name: ref.id, workDir: layout.conmonWork() }
  }

  /** Looks after the process and the monitor that the container has now. */
  watch(console: ProcessConsole | null): void {
    this.#monitored?.close()
    this.#sent.clear()
    const { meta, exclusive, lost } = this.#hands
    const monitored = new Monitored(this.files(), meta.init, meta.monitor, {
      // One that was rewound meanwhile has another life by now.
      ended: (exit) =>
        void exclusive.run(async () => {
          if (this.#monitored === monitored) await this.seen(exit)
        }),
      lost,
    })
    this.#monitored = monitored
    if (console) monitored.follow(console)
  }

  /** `work` sends the init a signal: should it end of that, it is known who sent it. */
  async sending<T>(signal: number, work: () => Promise<T>): Promise<T> {
    this.#sent.add(signal)
    try {
      return await work()
    } catch (error) {
      this.#sent.delete(signal)
      throw error
    }
  }

  /** Runcible has sent it what nothing survives. */
  get isKilled(): boolean {
    return this.#sent.has(SIGKILL)
  }

  /** True once it has ended; false where it has not in `ms`. */
  async within(ms: number): Promise<boolean> {
    return !this.#hands.lives || this.#waiting.within(ms)
  }

  /** It has ended: execs first, then the init, in the order that containerd publishes them. Called with the lock held. */
  async seen(exit: SeenExit): Promise<void> {
    if (!this.#hands.lives) return
    this.close()
    await this.#parts.execs.ended()
    if (this.#hands.meta.state === 'paused') await this.thaw()
    await this.#parts.network.end()
    await this.#publish(exit)
    this.#waiting.tell()
  }

  /**
   * containerd resumes what ends while it is paused, so that nothing stays frozen (on cgroup v1 not even SIGKILL ends what
   * is); a failure is only logged.
   */
  async thaw(): Promise<void> {
    const { context, ref } = this.#hands
    try {
      if (!(await this.#isPaused())) return
      await context.journal.record('resume what ends', ref, () => this.#hands.runc().resume(ref.id))
    } catch (error) {
      // The runc that sent the signal thaws it, too: on cgroup v2 after the end, so both may be at it.
      if (await this.#isPaused().catch(() => true)) this.#hands.problem(toWireError(error))
    }
  }

  async #isPaused(): Promise<boolean> {
    return (await this.#hands.runtimeState())?.status === 'paused'
  }

  close(): void {
    this.#monitored?.close()
  }

  /** What is known of an end that a signal or a want of memory brought; read while the cgroup is there. */
  async #cause({ code, oom }: SeenExit): Promise<Pick<Exit, 'sentBy' | 'memory'>> {
    const signal = (code ?? 0) - 128
    const isOurs = signal > 0 && this.#sent.has(signal)
    const memory =
      oom || (signal === SIGKILL && !isOurs) ? await this.#parts.members.memoryAtEnd() : null
    const isKernels = signal === SIGKILL && (oom || (memory?.oomKills ?? 0) > 0)
    const sentBy = isOurs ? 'runcible' : isKernels ? 'oom-killer' : null
    return { ...(sentBy && { sentBy }), ...(memory && { memory }) }
  }

  async #publish(seen: SeenExit): Promise<void> {
    const { context, ref, layout, meta } = this.#hands
    const { restarts, filling } = this.#parts
    const lost = await filling.over()
    const cause = await this.#cause(seen)
    const ended = toExit(seen, meta.endingCheckpoint)
    const exit: Exit = {
      ...explainCrash(ended, meta.limits.pids, layout.log()),
      ...cause,
      ...(lost && { problem: lost }),
      // Marked by the kill of another process before: this one was ours.
      ...(ended.reason === 'oom' && cause.sentBy === 'runcible' && { reason: 'signal' as const }),
    }
    const decision = restarts.after(exit)
    const followed = this.#hands.follow({
      state: 'stopped',
      exit,
      restarts: decision.restarts,
      filling: null,
    })
    void this.#hands.drained()
    await followed
    context.journal.note('exited', ref, describeExit(exit))
    restarts.tell(decision)
  }
}
