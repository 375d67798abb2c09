import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { which } from '../../../build/setup/tools.mjs'
import { unmountBelow } from '../../../electron/engine/runtime/mounts.ts'
import { forgetCgroup } from '../cgroup.ts'
import type { BenchImage } from '../image.ts'
import { ENV, gone, outputOf, type Starter } from '../programs.ts'
import { IDLE_PROGRAM, makeRootfs } from '../rootfs.ts'
import type { Workplace } from '../workplace.ts'
import type { Peer } from './peer.ts'

/** Above them podman asks for more than the machine may allow: "error setting rlimit type 7". */
const LIMITS = ['--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=10000:10000']

const IMAGE = 'localhost/bench:1'

/** podman on the same runc and conmon, with folders of its own and no systemd. */
export class PodmanPeer implements Peer {
  readonly name = 'podman'
  readonly #starter: Starter
  readonly #podman: readonly [string, ...string[]]
  readonly #env: Record<string, string>
  readonly #dir: string
  readonly #rootfs: string
  readonly #log: string

  /** `driver`: of its storage. A root filesystem needs none; images are shared by overlay, as by default. */
  constructor(place: Workplace, starter: Starter, driver: 'vfs' | 'overlay' = 'vfs') {
    this.#starter = starter
    const dir = place.folder('podman')
    this.#dir = dir
    const config = join(dir, 'containers.conf')
    writeFileSync(config, configOf(which('runc') ?? 'runc'))
    this.#env = { CONTAINERS_CONF: config }
    this.#rootfs = makeRootfs(join(dir, 'rootfs'))
    this.#log = join(dir, 'log')
    const folders = ['--root', join(dir, 'root'), '--runroot', join(dir, 'run')]
    this.#podman = ['podman', ...folders, '--tmpdir', join(dir, 'tmp'), '--storage-driver', driver]
    place.atEnd(() => unmountBelow(dir))
    place.atEnd(forgetCgroup('libpod_parent'))
    place.atEnd(() => this.#run('rm', '--all', '--force', '--time', '0'))
  }

  up(id: string) {
    return this.#up(id, [], IDLE_PROGRAM)
  }

  upWith(id: string, args: readonly string[]) {
    return this.#up(id, [], args)
  }

  get rootfs(): string {
    return this.#rootfs
  }

  /** A container on a terminal, of which podman keeps the log. */
  upOnTerminal(id: string, args: readonly string[]) {
    return this.#up(id, ['--tty', '--log-driver', 'k8s-file'], args)
  }

  #up(id: string, options: readonly string[], args: readonly string[]) {
    const usual = ['--detach', '--name', id, '--network', 'none', ...LIMITS]
    return this.#run('run', ...usual, ...options, '--rootfs', this.#rootfs, ...args)
  }

  /** `podman …` as it is to be run by others. */
  command(...args: string[]): { argv: readonly string[]; env: Record<string, string> } {
    return { argv: [...this.#podman, ...args], env: this.#env }
  }

  async bringImage({ skopeo }: BenchImage) {
    const storage = `overlay@${join(this.#dir, 'root')}+${join(this.#dir, 'run')}`
    await outputOf(['skopeo', 'copy', skopeo, `containers-storage:[${storage}]${IMAGE}`])
  }

  upImage(id: string) {
    return this.#run('run', '--detach', '--name', id, '--network', 'none', ...LIMITS, IMAGE)
  }

  exec = (id: string) => this.#run('exec', id, 'true')

  async pause(id: string) {
    return (await this.#run('pause', id)) + (await this.#run('unpause', id))
  }

  async kill(id: string) {
    const inspect = [...this.#podman, 'inspect', '-f', '{{.State.Pid}}', id] as const
    const pid = Number(await outputOf(inspect, { ...ENV, ...this.#env }))
    return (await this.#run('kill', id)) + (await gone(pid))
  }

  async delete(id: string) {
    // Its exit is written down by a clean-up process beside us; until then podman refuses.
    await this.#run('wait', id)
    return this.#run('rm', id)
  }

  checkpoint = (id: string) => this.#run('container', 'checkpoint', id)
  restore = (id: string) => this.#run('container', 'restore', id)

  #run(...args: string[]): Promise<number> {
    return this.#starter.run([...this.#podman, ...args], { env: this.#env, log: this.#log })
  }
}

/** Nothing that outlives the run: no journal, no lock in /dev/shm. */
const configOf = (runc: string) => `[engine]
cgroup_manager = "cgroupfs"
events_logger = "none"
lock_type = "file"
runtime = "runc"
[engine.runtimes]
runc = ["${runc}"]
`
