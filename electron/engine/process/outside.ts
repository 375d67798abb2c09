import { type FSWatcher, watch } from 'node:fs'
import { join } from 'node:path'
import type { InitState } from '../../../shared/lifecycle.ts'
import { NO_RESTARTS } from '../groups/restart-policy.ts'
import type { CgroupPaths } from '../runtime/cgroup.ts'
import { freezerFile, isFrozen } from '../runtime/freezer.ts'
import type { InitEnd } from './init-end.ts'
import type { InitHands } from './init-hands.ts'
import { runtimeRootOf } from './programs.ts'

/** What cannot be watched (the user's inotify watches are used up) is looked at this often. */
const POLL_MS = 500

/**
 * Sees what others do to a container with runc itself. A pause and a resume are writes to the freezer, which inotify tells of
 * on cgroup v1, too; a start takes away the fifo that the init waits on. Our own come the same way, and find all as it should
 * be.
 */
export class Outside {
  readonly #hands: InitHands
  readonly #end: InitEnd
  #watchers: FSWatcher[] = []
  #timer: NodeJS.Timeout | null = null
  #looking = false
  #life = 0
  #cgroup: CgroupPaths = {}

  constructor(hands: InitHands, { end }: { end: InitEnd }) {
    this.#hands = hands
    this.#end = end
  }

  /** Looks after the process that the container has now; nobody waits for it. */
  watch(): void {
    this.close()
    if (this.#hands.lives) void this.#begin(this.#life).catch(() => {})
  }

  close(): void {
    this.#life++
    for (const watcher of this.#watchers.splice(0)) watcher.close()
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
  }

  async #begin(life: number): Promise<void> {
    const { context, meta, ref } = this.#hands
    const state = await this.#hands.runtimeState()
    if (!state || life !== this.#life) return
    this.#cgroup = state.cgroupPaths
    const freezer = freezerFile(this.#cgroup)
    if (freezer) this.#on(freezer, () => true)
    if (state.status === 'created') {
      this.#on(join(runtimeRootOf(context, meta), ref.id), (name) => name === 'exec.fifo')
    }
    this.#look()
  }

  #on(path: string, matters: (name: string | null) => boolean): void {
    try {
      const watcher = watch(path, { persistent: false }, (_event, name) => {
        if (matters(name)) this.#look()
      })
      watcher.on('error', () => this.#poll())
      this.#watchers.push(watcher)
    } catch {
      this.#poll()
    }
  }

  #poll(): void {
    this.#timer ??= setInterval(() => this.#look(), POLL_MS).unref()
  }

  /** Once whatever we do ourselves is over: of a dump's many writes to the freezer the last one counts. */
  #look(): void {
    if (this.#looking) return
    this.#looking = true
    void this.#hands.exclusive
      .run(async () => {
        this.#looking = false
        await this.#follow()
      })
      .catch(() => {})
  }

  /** Nearly every look follows what we did ourselves, and the next action waits for it: one small file tells that. */
  async #isAsKnown(): Promise<boolean> {
    const { state } = this.#hands.meta
    return state !== 'created' && (await isFrozen(this.#cgroup)) === (state === 'paused')
  }

  async #follow(): Promise<void> {
    const { context, meta, lives, ref } = this.#hands
    if (!lives || meta.state === 'createdFromCheckpoint' || (await this.#isAsKnown())) return
    const found = await this.#hands.runtimeState()
    if (!found || found.status === 'stopped' || found.status === meta.state) return
    // What is thawed to be killed may take a while to go.
    if (found.pid !== meta.init?.pid || this.#end.isKilled) return
    const state: InitState = found.status
    const begun = meta.startedAt === null && state === 'running'
    const did = begun ? 'started' : state === 'paused' ? 'paused' : 'resumed'
    context.journal.note(`${did} outside`, ref, `${did} by something else than Runcible`)
    await this.#hands.follow({
      state,
      ...(begun && { startedAt: new Date().toISOString(), restarts: NO_RESTARTS }),
    })
  }
}
