import { execFileSync } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Apart } from '../../support/apart.ts'
import { Terminal } from '../../support/terminal.ts'
import type { User } from './user.ts'

/** It closes descriptor 3 once polkit knows it. */
const RUN = 'exec pkttyagent --process "$1" --notify-fd 3 3>"$2"'

/** polkit's own agent for terminals, and a person who answers it, for one program. */
export class Agent {
  readonly #terminal: Terminal

  private constructor(terminal: Terminal) {
    this.#terminal = terminal
  }

  static async start(apart: Apart, user: User, pid: number): Promise<Agent> {
    const fifo = join(user.home, 'agent-is-there')
    execFileSync('mkfifo', ['--mode=666', fifo])
    const command = user.as(['sh', '-c', RUN, 'sh', String(pid), fifo])
    const agent = new Agent(new Terminal(apart.inside(command)))
    await readFile(fifo)
    await rm(fifo)
    return agent
  }

  /** How often it has asked for a password. */
  get timesAsked(): number {
    return this.#terminal.said.split('Password:').length - 1
  }

  /** Waits for the next question; gives its words. */
  question(): Promise<string> {
    return this.#terminal.hears(/Password: $/)
  }

  /** Answers it; gives what polkit made of that. */
  answer(text: string): Promise<string> {
    this.#terminal.types(text)
    return this.#terminal.hears(/AUTHENTICATION (COMPLETE|FAILED)/)
  }

  /** Takes it away, also with a question open: it reads no other before that has its answer. */
  close(): Promise<void> {
    return this.#terminal.kill()
  }
}
