import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { layEngine } from '../../build/engine-files.mjs'
import { removeFolder } from '../../electron/engine/bundle/remove.ts'
import { endContainersIn, type WebHost } from './web-host.ts'

const REPOSITORY = new URL('../..', import.meta.url).pathname.replace(/\/$/, '')
const NOBODY = 65534
const INSTALLED = '/usr/local/lib/runcible'

/**
 * Neither the repository nor Node need lie where an ordinary user can go, so both are shown below the host's own folder; and
 * the engine that may become root's is shown where it is installed.
 */
const AS_NOBODY = `set -e
repo=$1 place=$2 engine=$3 node=$4 program=$5; shift 5
mkdir -p "$place/repo"; touch "$place/node"
mount --bind "$repo" "$place/repo"; mount --bind "$node" "$place/node"
mount -t tmpfs -o mode=755 tmpfs /usr/local/lib
mkdir ${INSTALLED}; mount --bind "$engine" ${INSTALLED}
chown ${NOBODY}:${NOBODY} "$place"
exec setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups \\
  "$place/node" "$place/repo\${program#"$repo"}" "$@"`

/**
 * Has a web host run as an ordinary user of a machine on which the engine is installed for root, too. pkexec is a STUB: there
 * is no polkit agent that somebody could answer. Granting, it does as the real one does (root's ids, an environment of its own,
 * PKEXEC_UID) by a setuid copy of setpriv that only this user can reach, and names folders of the test's own; refusing, it says
 * what the real one says. What is run as root, and all that follows, is real.
 */
export class OrdinaryUser {
  /** root's folder; not below /run or /tmp, where nothing may be setuid on many machines */
  readonly #place = mkdtempSync('/var/lib/runcible-e2e-')

  constructor(host: WebHost) {
    const [bin, engine] = [this.#at('bin'), this.#at('engine')]
    chmodSync(this.#place, 0o755)
    layEngine(engine, { node: process.execPath, prefix: INSTALLED })
    mkdirSync(bin, { mode: 0o700 })
    copyFileSync(execFileSync('which', ['setpriv'], { encoding: 'utf8' }).trim(), this.#become)
    chmodSync(this.#become, 0o4755)
    chownSync(bin, NOBODY, NOBODY)
    this.refuse()
    Object.assign(host.env, {
      PATH: `${bin}:${process.env.PATH}`,
      HOME: host.dir,
      DISPLAY: ':none',
    })
    const own = ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', AS_NOBODY, 'sh']
    host.wrap = (command) => [...own, REPOSITORY, host.dir, engine, ...command]
  }

  readonly #at = (name: string) => join(this.#place, name)
  readonly #become = this.#at('bin/become')

  refuse(): void {
    this.#pkexec('echo "Error executing command as another user: Request dismissed" >&2\nexit 126')
  }

  grant(): void {
    const flags = `--state ${this.#at('s')} --run ${this.#at('r')} --linger 3000`
    const env = `env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin PKEXEC_UID=${NOBODY}`
    this.#pkexec(`exec ${this.#become} --reuid=0 --regid=0 --clear-groups ${env} "$@" ${flags}`)
  }

  #pkexec(what: string): void {
    const path = this.#at('bin/pkexec')
    writeFileSync(path, `#!/bin/sh\necho "$*" >> ${this.#at('bin/asked')}\n${what}\n`)
    chmodSync(path, 0o755)
  }

  /** Every time that pkexec was run, by what it was to run. */
  get asked(): string[] {
    const path = this.#at('bin/asked')
    return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : []
  }

  /** Once its web host has ended. */
  async remove(): Promise<void> {
    while (existsSync(this.#at('r/engine.sock'))) await sleep(50)
    endContainersIn([this.#at('r/runc')])
    await removeFolder(this.#place)
  }
}
