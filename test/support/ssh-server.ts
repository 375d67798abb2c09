import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { findSshd } from '../../build/setup/sshd.mjs'
import { which } from '../../electron/engine/runtime/which.ts'
import type { SshEntry } from '../../shared/ssh-entry.ts'
import { freePort } from './free-port.ts'
import { commandLine, names } from './look.ts'
import { withoutRoot } from './unless.ts'

const sshd = findSshd()
const ssh = await which('ssh')

/** Why no ssh server can be had here; empty where one can. */
export const withoutSshd =
  withoutRoot || (sshd && ssh ? '' : 'lacks sshd or ssh (node build/setup.mjs --for test)')

/** Where sshd goes into before it knows who is there; its package makes it at every boot. */
const PRIVSEP = '/run/sshd'

/** sshd wants a user of its own, and root must have a home of ours and no lock: shown to this sshd alone. */
const IN_OWN_VIEW = `set -e
mount --bind "$1/passwd" /etc/passwd; mount --bind "$1/shadow" /etc/shadow
shift; exec "$@"`

/** What whoever connects to an sshd of the tests needs to know; it may run in another process. */
export class SshAddress {
  readonly folder: string
  readonly port: number

  constructor({ folder, port }: { folder: string; port: number }) {
    this.folder = folder
    this.port = port
  }

  /** The entry of somebody who may come in; `command` is what is run over there. */
  entry(rest: Partial<SshEntry> = {}): SshEntry {
    return {
      id: 'loopback',
      host: '127.0.0.1',
      user: 'root',
      port: this.port,
      identityFile: this.path('key'),
      ...rest,
    }
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts)
  }

  /** A program over there; gives its path. */
  program(name: string, script: string): string {
    writeFileSync(this.path(name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    return this.path(name)
  }

  /** An `ssh` with a configuration of its own, since a user’s must not matter; `known`: it has seen the host’s key. */
  client(known = true): string {
    const name = known ? 'ssh' : 'ssh-new'
    const hosts = this.path(known ? 'known' : 'unknown')
    writeFileSync(
      this.path(`${name}.conf`),
      `UserKnownHostsFile ${hosts}\nGlobalKnownHostsFile none\n`,
    )
    return this.program(name, `exec ${ssh} -F ${this.path(`${name}.conf`)} "$@"`)
  }
}

/** A real sshd on loopback with a port, keys and a home of its own, in which root is let in by a key alone. */
export class SshServer extends SshAddress {
  readonly #madePrivsep = !existsSync(PRIVSEP)
  #child: ChildProcess | null = null
  #said = ''

  static async start(): Promise<SshServer> {
    const folder = mkdtempSync('/var/lib/runcible-test-')
    const server = new SshServer({ folder, port: await freePort() })
    server.#lay()
    await server.open()
    return server
  }

  async open(): Promise<void> {
    if (!sshd) throw new Error(withoutSshd)
    const own = ['--mount', '--propagation', 'private', 'sh', '-c', IN_OWN_VIEW, 'sh', this.folder]
    const child = spawn('unshare', [...own, sshd.path, '-D', '-e', '-f', this.path('sshd.conf')], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...sshd.env },
    })
    this.#child = child
    this.#said = ''
    const listening = new Promise<void>((resolve, reject) => {
      child.stderr.on('data', (text) => {
        this.#said += text
        if (this.#said.includes('Server listening')) resolve()
      })
      child.once('exit', () => reject(new Error(`sshd ended: ${this.#said}`)))
    })
    await listening
  }

  /** Cuts every connection; what was started over there stays. */
  cut(): void {
    for (const pid of childrenOf(this.#child?.pid ?? 0)) {
      if (commandLine(pid)[0]?.startsWith('sshd')) process.kill(pid, 'SIGKILL')
    }
  }

  /** No new connections either. */
  async close(): Promise<void> {
    const child = this.#child
    this.#child = null
    if (!child) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  async remove(): Promise<void> {
    this.cut()
    await this.close()
    rmSync(this.folder, { recursive: true })
    if (this.#madePrivsep) rmdirSync(PRIVSEP)
  }

  #lay(): void {
    chmodSync(this.folder, 0o755)
    mkdirSync(this.path('home'))
    mkdirSync(PRIVSEP, { recursive: true, mode: 0o755 })
    for (const key of ['host', 'key', 'other']) {
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', this.path(key)])
    }
    const keyOf = (name: string) => readFileSync(this.path(`${name}.pub`), 'utf8')
    writeFileSync(this.path('known'), `[127.0.0.1]:${this.port} ${keyOf('host')}`)
    writeFileSync(this.path('authorized'), keyOf('key'))
    const others = readFileSync('/etc/passwd', 'utf8').replace(/^(root|sshd):.*\n/gm, '')
    const root = `root:x:0:0::${this.path('home')}:/bin/sh\n`
    writeFileSync(this.path('passwd'), `${root}sshd:x:65533:65534::/run/sshd:/bin/false\n${others}`)
    writeFileSync(this.path('shadow'), 'root:*:19000:0:99999:7:::\n', { mode: 0o600 })
    const settings = {
      Port: this.port,
      ListenAddress: '127.0.0.1',
      HostKey: this.path('host'),
      AuthorizedKeysFile: this.path('authorized'),
      StrictModes: 'no',
      UsePAM: 'no',
      PidFile: 'none',
      PermitRootLogin: 'prohibit-password',
      PasswordAuthentication: 'no',
      KbdInteractiveAuthentication: 'no',
    }
    const lines = Object.entries(settings).map(([name, value]) => `${name} ${value}\n`)
    writeFileSync(this.path('sshd.conf'), lines.join(''))
  }
}

/** Those below it too; one that has gone meanwhile has none. */
function childrenOf(pid: number): number[] {
  const own = names('/proc')
    .map(Number)
    .filter((child) => child > 0 && parentOf(child) === pid)
  return [...own, ...own.flatMap(childrenOf)]
}

function parentOf(pid: number): number {
  try {
    return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  } catch {
    return 0
  }
}
