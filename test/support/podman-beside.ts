import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { which } from '../../electron/engine/runtime/which.ts'

const exec = promisify(execFile)
const MACHINES_OWN = ['/etc/containers/containers.conf', '/usr/share/containers/containers.conf']

/** Nothing that outlives the test: no journal, no lock in /dev/shm, no systemd. */
const ENGINE = (runc: string) => `[engine]
cgroup_manager = "cgroupfs"
events_logger = "none"
lock_type = "file"
runtime = "runc"
[engine.runtimes]
runc = ["${runc}"]
`

export const withoutPodman = (await which('podman')) ? '' : 'lacks podman'

/** A podman with everything in one folder, which otherwise does what it does on this machine by default. */
export class Podman {
  readonly #dir: string
  readonly #env: NodeJS.ProcessEnv

  constructor(dir: string, runc: string) {
    this.#dir = dir
    mkdirSync(dir, { recursive: true })
    const config = join(dir, 'containers.conf')
    const machines = MACHINES_OWN.find(existsSync)
    // Of the machine's own it keeps how containers are confined; its engine's settings are those above.
    const [containers = ''] = machines
      ? readFileSync(machines, 'utf8').split(/^\[(?!containers)/m)
      : []
    writeFileSync(config, `${containers}\n${ENGINE(runc)}`)
    this.#env = { ...process.env, CONTAINERS_CONF: config }
  }

  /** What `podman …` prints. Throws what it says where it fails. */
  async run(...args: string[]): Promise<string> {
    const at = (name: string) => join(this.#dir, name)
    const folders = ['--root', at('root'), '--runroot', at('run'), '--tmpdir', at('tmp')]
    const { stdout } = await exec('podman', [...folders, '--storage-driver', 'vfs', ...args], {
      env: this.#env,
    })
    return stdout.trim()
  }

  /** The config.json that it gave to runc for a container. */
  config(id: string): unknown {
    return JSON.parse(
      readFileSync(join(this.#dir, 'root/vfs-containers', id, 'userdata/config.json'), 'utf8'),
    )
  }

  async clear(): Promise<void> {
    if (readdirSync(this.#dir).includes('root')) {
      await this.run('rm', '--all', '--force', '--time', '0')
    }
    rmSync(this.#dir, { recursive: true, force: true })
  }
}
