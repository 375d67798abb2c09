import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { removeFolder } from '../../electron/engine/bundle/remove.ts'
import { which } from '../../electron/engine/runtime/which.ts'
import { becameProgram } from './look.ts'
import { commandLine, names, runc, TOOLS } from './test-engine.ts'
import { until } from './until.ts'

const exec = promisify(execFile)
/** Above them podman asks for more than the machine may allow: "error setting rlimit type 7". */
const LIMITS = ['--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=10000:10000']
const CGROUPS = '/sys/fs/cgroup'

const MACHINES_OWN = ['/etc/containers/containers.conf', '/usr/share/containers/containers.conf']

/** Nothing that outlives the test: no journal, no lock in /dev/shm, no systemd. */
const engineOn = (runtime: string) => `[engine]
cgroup_manager = "cgroupfs"
events_logger = "none"
lock_type = "file"
runtime = "runc"
[engine.runtimes]
runc = ["${runtime}"]
`

export const withoutPodman = (await which('podman')) ? '' : 'lacks podman'

/** Of the machine's own settings how containers are confined: a file that CONTAINERS_CONF names is read instead of them. */
function machinesContainers(): string {
  const path = MACHINES_OWN.find(existsSync)
  const [containers = ''] = path ? readFileSync(path, 'utf8').split(/^\[(?!containers)/m) : []
  return containers
}

/**
 * Podman on the same runc and conmon, with storage, an engine's settings and a cgroup of its own and without a network; it
 * confines containers as it does on this machine.
 */
export class Podman {
  readonly #dir: string
  readonly #cgroup: string
  readonly #global: string[]

  /** `name`: of its cgroup, so that tests that run beside each other do not meet. `runtime`: in the place of runc. */
  constructor(dir: string, name: string, runtime = runc) {
    this.#dir = dir
    this.#cgroup = `runcible-podman-${name}`
    mkdirSync(dir, { recursive: true })
    writeFileSync(join(dir, 'containers.conf'), `${machinesContainers()}\n${engineOn(runtime)}`)
    const folders = ['--root', join(dir, 'root'), '--runroot', join(dir, 'run')]
    this.#global = [...folders, '--tmpdir', join(dir, 'tmp'), '--storage-driver', 'overlay']
  }

  /** What it prints. Throws its last words. */
  async call(...args: string[]): Promise<string> {
    const CONTAINERS_CONF = join(this.#dir, 'containers.conf')
    // Our criu, for the machine's own may fail on its kernel.
    const PATH = `${join(TOOLS, 'bin')}:${process.env.PATH}`
    const env = { ...process.env, PATH, CONTAINERS_CONF, TMPDIR: this.#dir }
    const { stdout } = await exec('podman', [...this.#global, ...args], { env })
    return stdout.trim()
  }

  /** Brings in what skopeo names so: an image, then called `localhost/NAME`. */
  async bring(source: string, name: string): Promise<string> {
    const storage = `overlay@${join(this.#dir, 'root')}+${join(this.#dir, 'run')}`
    const image = `localhost/${name}`
    await exec('skopeo', [
      'copy',
      '--src-tls-verify=false',
      source,
      `containers-storage:[${storage}]${image}`,
    ])
    return image
  }

  /**
   * Starts a container named `id`, also as its host, of an image or of `--rootfs FOLDER PROGRAM…`. Gives its init's pid, and
   * its root filesystem.
   */
  async run(id: string, ...what: string[]): Promise<{ pid: number; rootfs: string }> {
    const own = ['--name', id, '--hostname', id, '--cgroup-parent', this.#cgroup]
    await this.call('run', '-d', '--network', 'none', ...own, ...LIMITS, ...what)
    const rootfsOf = '{{if .Rootfs}}{{.Rootfs}}{{else}}{{.GraphDriver.Data.MergedDir}}{{end}}'
    const format = `{{.State.Pid}} ${rootfsOf}`
    const [pid, rootfs = ''] = (await this.call('inspect', '-f', format, id)).split(' ')
    await becameProgram(Number(pid))
    return { pid: Number(pid), rootfs }
  }

  /** The config.json that it gave to runc for a container. */
  async config(id: string): Promise<{ linux: { seccomp?: unknown } }> {
    const path = await this.call('inspect', '-f', '{{.OCIConfigPath}}', id)
    return JSON.parse(readFileSync(path, 'utf8'))
  }

  /** Ends what runs and removes all of it. */
  async clear(): Promise<void> {
    await this.call('rm', '--all', '--force', '--time', '0')
    // What conmon starts once a container has ended mounts the storage again.
    await until(() => !this.#isUsed(), 'podman to have tidied up')
    await removeFolder(this.#dir)
    const tops = [CGROUPS, ...readdirSync(CGROUPS).map((name) => join(CGROUPS, name))]
    for (const top of tops) removeCgroup(join(top, this.#cgroup))
  }

  #isUsed(): boolean {
    return names('/proc').some(
      (pid) => /^\d+$/.test(pid) && commandLine(Number(pid)).join(' ').includes(this.#dir),
    )
  }
}

function removeCgroup(dir: string): void {
  if (!existsSync(dir)) return
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    if (entry.isDirectory()) removeCgroup(join(dir, entry.name))
  }
  rmdirSync(dir)
}
