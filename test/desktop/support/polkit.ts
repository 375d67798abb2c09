import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { User } from './user.ts'

const BUS = '/run/dbus/system_bus_socket'
const POLKITD = ['/usr/lib/polkit-1/polkitd', '/usr/libexec/polkitd']
const RULE = '/etc/polkit-1/rules.d/10-runcible-test.rules'
const READY_WITHIN_MS = 5_000
/** polkitd watches its folder of rules, and reads them again a moment later. */
const RULES_READ_MS = 1_500

/** The machine's polkit; where no system bus runs, as in a container, one is started with polkitd on it. */
export class Polkit {
  readonly #started: ChildProcess[] = []

  static async start(): Promise<Polkit> {
    const polkit = new Polkit()
    if (existsSync(BUS)) return polkit
    mkdirSync('/run/dbus', { recursive: true })
    polkit.#spawn('dbus-daemon', '--system', '--nofork', '--nopidfile')
    const until = Date.now() + READY_WITHIN_MS
    while (!existsSync(BUS) && Date.now() < until) await sleep(50)
    polkit.#spawn(POLKITD.find(existsSync) ?? 'polkitd', '--no-debug')
    await sleep(RULES_READ_MS)
    return polkit
  }

  /** In place of an agent that asks and a person who answers: this action is this user's. The language is old. */
  async allow(action: string, user: User): Promise<void> {
    const is = `action.id == ${JSON.stringify(action)} && subject.user == ${JSON.stringify(user.name)}`
    writeFileSync(
      RULE,
      `polkit.addRule(function (action, subject) { if (${is}) return polkit.Result.YES })\n`,
    )
    await sleep(RULES_READ_MS)
  }

  stop(): void {
    rmSync(RULE, { force: true })
    const [bus] = this.#started
    for (const child of this.#started.toReversed()) child.kill()
    if (bus) rmSync(BUS, { force: true })
  }

  #spawn(program: string, ...args: string[]): void {
    this.#started.push(spawn(program, args, { stdio: 'ignore' }))
  }
}
