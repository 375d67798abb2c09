import { RuncibleError } from '../../../shared/errors.ts'
import type { MemoryAtEnd, ProcessRef } from '../../../shared/model.ts'
import type { Source } from '../figures/history.ts'
import { inNamespaceOf, signalOne } from '../inspect/processes.ts'
import { type CgroupPaths, cgroupPids, readMemoryAtEnd, signalCgroup } from '../runtime/cgroup.ts'
import { recordItself } from '../runtime/run.ts'
import { readCgroups } from '../runtime/state-file.ts'
import type { InitHands } from './init-hands.ts'

/** All that runs in a container, the init's processes and the execs': told from others by its cgroup. */
export class Members {
  readonly #hands: InitHands
  #cgroup: CgroupPaths | null = null

  constructor(hands: InitHands) {
    this.#hands = hands
  }

  /** pids of the cgroup; none where there is none, as for an ordinary user without delegation */
  async pids(): Promise<number[]> {
    const paths = await this.#paths()
    return paths ? cgroupPids(paths) : []
  }

  /** its cgroups, as runc has them; none where there is none */
  async cgroups(): Promise<CgroupPaths> {
    return (await this.#paths()) ?? {}
  }

  /** pids to be looked at, by the init's pid namespace where there is no cgroup. Throws `failed-precondition` where nothing runs. */
  async inSight(): Promise<number[]> {
    const { lives, meta } = this.#hands
    if (!lives || !meta.init) throw this.notRunning()
    const pids = await this.pids()
    return pids.length > 0 ? pids : inNamespaceOf(meta.init.pid)
  }

  /** Signals them all. Throws `not-found` in containerd's words where nothing runs. */
  async signal(signal: number): Promise<void> {
    const paths = await this.#paths()
    const begun = performance.now()
    const pids = paths ? await signalCgroup(paths, signal) : []
    if (pids.length > 0) {
      const { ref } = this.#hands
      const plain = this.#hands.runc().command('kill', '--all', ref.id, String(signal))
      return recordItself(['kill', `-${signal}`, ...pids.map(String)], begun, plain)
    }
    throw new RuncibleError('not-found', 'process already finished: not found')
  }

  /** Signals one of them. Throws `not-found` where it is gone, or is none of them. */
  async signalOne(process: ProcessRef, signal: number): Promise<void> {
    const pids = await this.inSight()
    const begun = performance.now()
    signalOne(pids, process, signal)
    recordItself(['kill', `-${signal}`, String(process.pid)], begun)
  }

  /** Where its figures are found. */
  async source(): Promise<Source> {
    const { ref, meta, lives } = this.#hands
    const { createdAt, init } = meta
    if (!lives || !init) return { ref, createdAt, running: null }
    const cgroup = await this.#paths().catch(() => null)
    return { ref, createdAt, running: { init: init.pid, cgroup } }
  }

  /** Of what has just ended: its cgroup stays until it is deleted. */
  async memoryAtEnd(): Promise<MemoryAtEnd | null> {
    const paths = await this.#paths().catch(() => null)
    return paths && readMemoryAtEnd(paths)
  }

  /** It begins another life, in another cgroup. */
  forget(): void {
    this.#cgroup = null
  }

  async #paths(): Promise<CgroupPaths | null> {
    if (this.#cgroup) return this.#cgroup
    const runc = this.#hands.runc()
    this.#cgroup = await readCgroups(runc.options.root, this.#hands.ref.id, runc)
    return this.#cgroup
  }

  notRunning(): RuncibleError {
    return new RuncibleError(
      'failed-precondition',
      `container ${this.#hands.ref.id} is not running`,
    )
  }
}
