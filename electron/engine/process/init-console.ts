import type { ConsoleText } from '../console/console-text.ts'
import { attachConsole, type ProcessConsole, replayConsole } from '../console/process-console.ts'
import type { ContainerLayout } from '../paths.ts'
import type { ContainerMetadata } from './metadata.ts'

/** The console of an init, from one life of it to the next. */
export class InitConsole {
  readonly #layout: ContainerLayout
  readonly #meta: () => Readonly<ContainerMetadata>
  #console: ProcessConsole | null = null

  constructor(layout: ContainerLayout, meta: () => Readonly<ContainerMetadata>) {
    this.#layout = layout
    this.#meta = meta
  }

  /** null: nobody has attached to it, or asked for it */
  get known(): ProcessConsole | null {
    return this.#console
  }

  /** Out of its log where nothing is attached. */
  shown(): ProcessConsole {
    this.#console ??= replayConsole(this.#options())
    return this.#console
  }

  /** Another life has begun with this one. */
  begun(console: ProcessConsole): void {
    this.#console = console
  }

  /** Attaches to what an earlier engine started. */
  async adopt(): Promise<void> {
    const dir = this.#layout.bundle()
    try {
      this.#console = await attachConsole({ ...this.#options(), dir, fresh: false })
    } catch {
      // conmon is gone: whoever watches it says so
    }
  }

  /** Its output has drained, or is not waited for any longer. */
  async drained(): Promise<void> {
    await this.#console?.finish()
  }

  /** What it shows now, to be kept; null: there is none. */
  async text(): Promise<ConsoleText | null> {
    return this.#console?.text() ?? null
  }

  letGo(): void {
    this.#console?.dispose()
    this.#console = null
  }

  #options() {
    const { terminal, request } = this.#meta()
    return { log: this.#layout.log(), terminal, stdin: request.stdin }
  }
}
