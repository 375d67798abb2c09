import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** polkitd watches its folder of rules, and reads them again a moment later. */
const RULES_READ_MS = 1_500
const ENDS_WITHIN_MS = 5_000

/** What root's engine would have left on the machine goes with this: the tools alone are the machine's own. */
const LAY = `set -e
mkdir -p /var/lib/runcible/tools /etc/polkit-1/rules.d
mount -t tmpfs -o mode=755 tmpfs /run
mkdir /run/dbus /run/tools
mount --bind /var/lib/runcible/tools /run/tools
mount -t tmpfs -o mode=755 tmpfs /var/lib/runcible
mkdir /var/lib/runcible/tools
mount --move /run/tools /var/lib/runcible/tools`

/** The real bus of the system, and the real polkit on it, ready to be asked. */
const POLKIT = `mount -t tmpfs -o mode=700,uid=$(id -u polkitd) tmpfs /etc/polkit-1/rules.d
dbus-daemon --system --nofork --nopidfile 2>/dev/null &
daemons=$!
until [ -S /run/dbus/system_bus_socket ]; do sleep 0.05; done
for polkitd in /usr/lib/polkit-1/polkitd /usr/libexec/polkitd; do [ -x $polkitd ] && break; done
$polkitd --no-debug >/dev/null 2>&1 &
daemons="$daemons $!"
until dbus-send --system --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.GetNameOwner \\
  string:org.freedesktop.PolicyKit1 >/dev/null 2>&1; do sleep 0.05; done`

/** Until the test lets go, however it ends. */
const STAY = 'echo ready; cat >/dev/null; [ -z "$daemons" ] || kill $daemons; wait'

/**
 * This machine with a /run and a /var/lib/runcible of its own, in a mount namespace: root's engine may be started on its usual
 * folders there, with polkit beside it, and neither meets nor leaves anything.
 */
export class Apart {
  readonly #holder: ChildProcess

  private constructor(holder: ChildProcess) {
    this.#holder = holder
  }

  /** `also`: lines of sh that mount more. */
  static async open({ polkit = false, also = '' } = {}): Promise<Apart> {
    const script = [LAY, also, polkit ? POLKIT : '', STAY].join('\n')
    const own = ['--mount', '--propagation', 'private', 'sh', '-c', script]
    const holder = spawn('unshare', own, { stdio: ['pipe', 'pipe', 'pipe'] })
    let said = ''
    holder.stderr.on('data', (text) => {
      said += text
    })
    const ended = once(holder, 'exit').then(() => {
      throw new Error(`the namespace of the test’s own could not be laid: ${said}`)
    })
    await Promise.race([once(holder.stdout, 'data'), ended])
    ended.catch(() => {})
    return new Apart(holder)
  }

  /** The command that runs `command` in there. */
  inside(command: readonly string[]): string[] {
    return ['nsenter', `--mount=/proc/${this.#holder.pid}/ns/mnt`, '--', ...command]
  }

  /** Where a path of there is seen from here. */
  path(inside: string): string {
    return `/proc/${this.#holder.pid}/root${inside}`
  }

  /** Has polkit answer `result` (of its own names) for this action, which this user asks for. */
  async rule(action: string, user: string, result: string): Promise<void> {
    const is = `action.id == ${JSON.stringify(action)} && subject.user == ${JSON.stringify(user)}`
    await this.#tell(
      '10-test',
      `polkit.addRule(function (action, subject) { if (${is}) return polkit.Result.${result} })`,
    )
  }

  /** Has polkit take this user's password, and nobody else's, for an administrator's. */
  administrator(user: string): Promise<void> {
    const admin = JSON.stringify(`unix-user:${user}`)
    return this.#tell('20-admin', `polkit.addAdminRule(function () { return [${admin}] })`)
  }

  /** A rule; the language is old. */
  async #tell(name: string, rule: string): Promise<void> {
    writeFileSync(this.path(`/etc/polkit-1/rules.d/${name}.rules`), `${rule}\n`)
    await sleep(RULES_READ_MS)
  }

  /** The process of root's engine; 0 where none runs. */
  get enginePid(): number {
    try {
      return JSON.parse(readFileSync(this.path('/var/lib/runcible/lock'), 'utf8')).pid
    } catch {
      return 0
    }
  }

  /** Ends root's engine and every container of its. */
  async close(): Promise<void> {
    const { enginePid } = this
    if (enginePid) await end(enginePid)
    const root = '/run/runcible/runc/default'
    for (const id of namesIn(this.path(root))) {
      const [program = '', ...args] = this.inside(['runc', '--root', root, 'delete', '-f', id])
      spawnSync(program, args)
    }
    const gone = once(this.#holder, 'exit')
    this.#holder.stdin?.end()
    await gone
  }
}

async function end(pid: number): Promise<void> {
  for (const until = Date.now() + ENDS_WITHIN_MS; isThere(pid); await sleep(50)) {
    process.kill(pid, Date.now() < until ? 'SIGTERM' : 'SIGKILL')
  }
}

const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
