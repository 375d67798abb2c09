import { randomBytes } from 'node:crypto'
import { RuncibleError } from '../../../shared/errors.ts'
import type { Shell, TerminalSize } from '../../../shared/model.ts'
import { type HostShell, spawnHostShell } from '../console/host-shell.ts'
import { hostShellArgv } from '../runtime/nsenter.ts'
import type { EngineContext } from './context.ts'
import type { Subject } from './subject.ts'

/**
 * Where one is and as whom. busybox's own prompt asks the kernel for the working directory, which it does not tell of a
 * folder in another mount namespace; the shell has kept count of it in PWD.
 */
const prompt = (id: string) => `${id} $PWD ${process.getuid?.() === 0 ? '#' : '$'} `

/** Terminals on the host, in containers' namespaces: for containers without a shell. They end with the engine. */
export class Shells {
  readonly #context: EngineContext
  readonly #shells = new Map<string, { model: Shell; shell: HostShell }>()

  constructor(context: EngineContext) {
    this.#context = context
  }

  list(): Shell[] {
    return [...this.#shells.values()].map(({ model }) => model)
  }

  /** Opens one in the namespaces of a container's init. Throws `failed-precondition` where that does not run. */
  async open({ ref, init }: Subject, size: TerminalSize | undefined): Promise<Shell> {
    if (!init) {
      throw new RuncibleError('failed-precondition', `container ${ref.id} is not running`, {
        hint: 'A host shell joins the namespaces of the container’s init: start it first.',
      })
    }
    const id = `shell-${randomBytes(4).toString('hex')}`
    const shell = spawnHostShell(await hostShellArgv(init.pid, this.#context.programs.busybox), {
      ...(size && { size }),
      env: { TERM: 'xterm-256color', PS1: prompt(ref.id) },
    })
    const model: Shell = {
      id,
      container: ref,
      title: 'host shell',
      startedAt: new Date().toISOString(),
      exit: null,
    }
    this.#shells.set(id, { model, shell })
    shell.onExit((exit) => this.#change(id, { exit }))
    this.#context.publish('shell.changed', model)
    return model
  }

  /** Ends it, and what it left running. */
  close(id: string): void {
    this.get(id).close()
    this.#shells.delete(id)
    this.#context.publish('shell.removed', { shell: id })
  }

  /** Throws `not-found`. */
  get(id: string): HostShell {
    const found = this.#shells.get(id)
    if (found) return found.shell
    throw new RuncibleError('not-found', `no host shell ${id}: not found`)
  }

  closeAll(): void {
    for (const { shell } of this.#shells.values()) shell.close()
  }

  #change(id: string, change: Partial<Shell>): void {
    const found = this.#shells.get(id)
    if (!found) return
    found.model = { ...found.model, ...change }
    this.#context.publish('shell.changed', found.model)
  }
}
