import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { which } from '../../../build/setup/tools.mjs'
import { ENV, gone, outputOf, run } from '../programs.ts'
import { IDLE_PROGRAM, makeRootfs } from '../rootfs.ts'
import { timed } from '../statistics.ts'
import type { Workplace } from '../workplace.ts'
import type { Peer } from './peer.ts'

/** Above them podman asks for more than the machine may allow: "error setting rlimit type 7". */
const LIMITS = ['--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=10000:10000']

/** podman on the same runc and conmon, with folders of its own and no systemd. */
export class PodmanPeer implements Peer {
  readonly name = 'podman'
  readonly #podman: readonly [string, ...string[]]
  readonly #env: NodeJS.ProcessEnv
  readonly #rootfs: string
  readonly #log: string

  constructor(place: Workplace) {
    const dir = place.folder('podman')
    const config = join(dir, 'containers.conf')
    writeFileSync(config, configOf(which('runc') ?? 'runc'))
    this.#env = { ...ENV, CONTAINERS_CONF: config }
    this.#rootfs = makeRootfs(join(dir, 'rootfs'))
    this.#log = join(dir, 'log')
    const folders = ['--root', join(dir, 'root'), '--runroot', join(dir, 'run')]
    this.#podman = ['podman', ...folders, '--tmpdir', join(dir, 'tmp'), '--storage-driver', 'vfs']
    place.atEnd(() => this.#run('rm', '--all', '--force', '--time', '0'))
  }

  up(id: string) {
    const options = ['--detach', '--name', id, '--network', 'none', ...LIMITS]
    return timed(() => this.#run('run', ...options, '--rootfs', this.#rootfs, ...IDLE_PROGRAM))
  }

  exec(id: string) {
    return timed(() => this.#run('exec', id, 'true'))
  }

  pause(id: string) {
    return timed(async () => {
      await this.#run('pause', id)
      await this.#run('unpause', id)
    })
  }

  async kill(id: string) {
    const pid = await outputOf([...this.#podman, 'inspect', '-f', '{{.State.Pid}}', id], this.#env)
    return timed(async () => {
      await this.#run('kill', id)
      await gone(Number(pid))
    })
  }

  async delete(id: string) {
    // Its exit is written down by a clean-up process beside us; until then podman refuses.
    await this.#run('wait', id)
    return timed(() => this.#run('rm', id))
  }

  checkpoint(id: string) {
    return timed(() => this.#run('container', 'checkpoint', id))
  }

  restore(id: string) {
    return timed(() => this.#run('container', 'restore', id))
  }

  #run(...args: string[]): Promise<void> {
    return run([...this.#podman, ...args], { env: this.#env, log: this.#log })
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
