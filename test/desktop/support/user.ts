import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** An ordinary user of this machine, made for a test and gone after it. */
export class User {
  readonly name: string
  readonly home: string
  readonly uid: number

  private constructor(name: string, home: string) {
    this.name = name
    this.home = home
    this.uid = Number(execFileSync('id', ['-u', name], { encoding: 'utf8' }))
  }

  static make(): User {
    const name = `runcible-${randomBytes(4).toString('hex')}`
    const home = mkdtempSync('/tmp/ru-')
    execFileSync('useradd', ['--home-dir', home, '--no-create-home', '--shell', '/bin/sh', name])
    const user = new User(name, home)
    chownSync(home, user.uid, user.uid)
    return user
  }

  /** Gives them a password, and says which. */
  password(): string {
    const password = randomBytes(12).toString('hex')
    execFileSync('chpasswd', { input: `${this.name}:${password}\n` })
    return password
  }

  /** A command as this user, with nothing of root's environment. */
  as(command: readonly string[], env: Record<string, string> = {}): string[] {
    const own = { HOME: this.home, USER: this.name, LOGNAME: this.name, PATH: process.env.PATH }
    return [
      'setpriv',
      `--reuid=${this.uid}`,
      `--regid=${this.uid}`,
      '--init-groups',
      'env',
      '--ignore-environment',
      ...Object.entries({ ...own, ...env }).map(([name, value]) => `${name}=${value}`),
      ...command,
    ]
  }

  /** A program that runs `program` as this user with whatever arguments it is given: Playwright starts but one file. */
  programAs(
    program: readonly string[],
    env: Record<string, string>,
    inside = (command: string[]) => command,
  ): string {
    const file = join(this.home, 'start')
    const command = inside(this.as(program, env))
    const words = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`)
    writeFileSync(file, `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`, { mode: 0o755 })
    return file
  }

  /** Takes the user away with all that is theirs. */
  remove(): void {
    try {
      execFileSync('pkill', ['-KILL', '-U', String(this.uid)])
    } catch {
      // Nothing of theirs runs.
    }
    execFileSync('userdel', ['--force', this.name], { stdio: 'ignore' })
    rmSync(this.home, { recursive: true, force: true })
  }
}
