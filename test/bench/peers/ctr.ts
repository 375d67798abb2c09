import { spawn } from 'node:child_process'
import { existsSync, openSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { forgetCgroup } from '../cgroup.ts'
import type { BenchImage } from '../image.ts'
import { ENV, end, gone, outputOf, type Starter } from '../programs.ts'
import { IDLE_PROGRAM, makeRootfs } from '../rootfs.ts'
import type { Workplace } from '../workplace.ts'
import type { Peer } from './peer.ts'

/** Also the name of the cgroup that containerd puts its containers below. */
const NAMESPACE = 'runcible-bench'
const IMAGE = 'localhost/bench'
const START_MS = 10_000
/** `ctr task delete` answers with the exit code of the task, which SIGKILL ended. */
const KILLED = 137
/** containerd makes these whatever its folders are; they go again where they were not there before. */
const SHARED = [
  '/run/containerd',
  ...['fifo', 's', 'runc', `runc/${NAMESPACE}`].map((f) => `/run/containerd/${f}`),
]

/** containerd's own client on a containerd of our own. It does not checkpoint: without an image ctr cannot restore. */
export class CtrPeer implements Peer {
  readonly name = 'ctr'
  readonly #starter: Starter
  readonly #ctr: readonly [string, ...string[]]
  readonly #dir: string
  readonly #rootfs: string
  readonly #log: string
  #image = ''

  private constructor(starter: Starter, dir: string, socket: string) {
    this.#starter = starter
    this.#ctr = ['ctr', '--address', socket, '--namespace', NAMESPACE]
    this.#dir = dir
    this.#rootfs = makeRootfs(join(dir, 'rootfs'))
    this.#log = join(dir, 'ctr.log')
  }

  static async start(place: Workplace, starter: Starter): Promise<CtrPeer> {
    const dir = place.folder('ctr')
    const socket = join(dir, 'sock')
    const config = join(dir, 'config.toml')
    writeFileSync(config, configOf(dir, socket))
    const log = openSync(join(dir, 'containerd.log'), 'a')
    const made = SHARED.filter((folder) => !existsSync(folder))
    const daemon = spawn('containerd', ['--config', config], {
      env: ENV,
      stdio: ['ignore', log, log],
    })
    place.atEnd(forgetCgroup(NAMESPACE))
    place.atEnd(async () => {
      await end(daemon.pid as number)
      for (const folder of made.reverse()) if (existsSync(folder)) rmdirSync(folder)
    })
    const peer = new CtrPeer(starter, dir, socket)
    place.atEnd(() => peer.#removeAll())
    const until = Date.now() + START_MS
    while (!(await peer.#answers())) {
      if (Date.now() > until) throw new Error('containerd does not answer')
      await sleep(100)
    }
    return peer
  }

  up(id: string) {
    return this.#run('run', '--detach', '--rootfs', this.#rootfs, id, ...IDLE_PROGRAM)
  }

  /** Unpacked at once, into layers that overlay shares. */
  async bringImage({ layout, name }: BenchImage) {
    const archive = join(this.#dir, 'image.tar')
    await outputOf(['tar', '--create', '--file', archive, '--directory', layout, '.'])
    await this.#run('image', 'import', '--base-name', IMAGE, archive)
    this.#image = `${IMAGE}:${name}`
  }

  upImage(id: string) {
    return this.#run('run', '--detach', this.#image, id)
  }

  exec = (id: string) => this.#run('task', 'exec', '--exec-id', 'true', id, '/bin/true')

  async pause(id: string) {
    return (await this.#run('task', 'pause', id)) + (await this.#run('task', 'resume', id))
  }

  async kill(id: string) {
    const pid = Number((await this.#task(id))?.[1])
    return (await this.#run('task', 'kill', '--signal', 'KILL', id)) + (await gone(pid))
  }

  async delete(id: string) {
    // The shim tells of the end a moment after it; until then containerd refuses.
    while ((await this.#task(id))?.[2] !== 'STOPPED') await sleep(10)
    return (await this.#run('task', 'delete', id)) + (await this.#run('container', 'delete', id))
  }

  /** Its line: name, pid, state. */
  async #task(id: string): Promise<string[] | undefined> {
    const lines = (await outputOf([...this.#ctr, 'task', 'ls'])).split('\n')
    return lines.map((line) => line.split(/\s+/)).find(([name]) => name === id)
  }

  #answers(): Promise<boolean> {
    return this.#run('version').then(
      () => true,
      () => false,
    )
  }

  async #removeAll(): Promise<void> {
    const ids = await outputOf([...this.#ctr, 'container', 'ls', '--quiet'])
    for (const id of ids.split('\n').filter(Boolean)) {
      await this.#run('task', 'delete', '--force', id).catch(() => {})
      await this.#run('container', 'delete', id)
    }
  }

  #run(...args: string[]): Promise<number> {
    return this.#starter.run([...this.#ctr, ...args], { log: this.#log, allow: [KILLED] })
  }
}

/** Only what `ctr run --rootfs` needs; everything that would look at the rest of the machine is off. */
const configOf = (dir: string, socket: string) => `version = 2
root = "${join(dir, 'root')}"
state = "${join(dir, 'state')}"
disabled_plugins = [
  "io.containerd.grpc.v1.cri",
  "io.containerd.snapshotter.v1.aufs",
  "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper",
  "io.containerd.snapshotter.v1.zfs",
]
[grpc]
  address = "${socket}"
[ttrpc]
  address = "${socket}.ttrpc"
`
