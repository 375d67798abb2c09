import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { endContainersIn, type WebHost } from './web-host.ts'

const ENGINE = new URL('../../out/headless/main.cjs', import.meta.url).pathname

/**
 * A STAND-IN for ssh and the machine behind it: a script called ssh, first on the web host's PATH, that runs the real engine
 * without a window on its stdio, here, on folders of its own. What ssh itself does (keys, hosts, the network) is not seen; a
 * real sshd is what the integration tests connect to. `nokey` refuses and anything can be `down`, with ssh's words and code.
 */
export class OtherMachine {
  readonly #dir: string

  constructor(host: WebHost) {
    this.#dir = join(host.dir, 'o')
    const bin = join(this.#dir, 'bin')
    mkdirSync(bin, { recursive: true })
    const script = join(bin, 'ssh')
    writeFileSync(script, this.#script())
    chmodSync(script, 0o755)
    host.env.PATH = `${bin}:${process.env.PATH}`
  }

  #script(): string {
    return `#!/bin/sh
printf '%s\\n' "$*" >> '${this.#at('asked')}'
if [ -e '${this.#at('down')}' ]; then
  echo 'ssh: connect to host box port 22: Connection refused' >&2
  exit 255
fi
case "$*" in
*nokey*) echo 'ann@nokey: Permission denied (publickey).' >&2; exit 255 ;;
*slow*) exec sleep 60 ;;
esac
echo $$ >> '${this.#at('pids')}'
exec '${process.execPath}' '${ENGINE}' --stdio --linger 0 --state '${this.#at('s')}' --run '${this.#at('r')}'
`
  }

  readonly #at = (name: string) => join(this.#dir, name)

  /** Where runc has its containers. */
  get runtimeRoot(): string {
    return this.#at('r/runc/default')
  }

  /** Every argument list that ssh was given, a line each. */
  get asked(): string[] {
    return lines(this.#at('asked'))
  }

  /** Breaks every connection, as when the network goes, and lets none through until it is up again. */
  async goDown(): Promise<void> {
    writeFileSync(this.#at('down'), '')
    const pids = lines(this.#at('pids')).map(Number)
    for (const pid of pids) tryKill(pid)
    while (pids.some((pid) => existsSync(`/proc/${pid}/exe`))) await sleep(20)
    rmSync(this.#at('pids'))
  }

  comeUp(): void {
    rmSync(this.#at('down'))
  }

  remove(): void {
    for (const pid of lines(this.#at('pids')).map(Number)) tryKill(pid)
    endContainersIn([join(this.#at('r'), 'runc')])
  }
}

const lines = (path: string) =>
  existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : []

function tryKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It went by itself.
  }
}
