import type { WireError } from '../../../shared/errors.ts'
import type { Container, ContainerRef, RestoreOptions } from '../../../shared/model.ts'
import type { ConsoleText } from '../console/console-text.ts'
import type { ContainerLayout } from '../paths.ts'
import type { Runc } from '../runtime/runc.ts'
import type { RuntimeState } from '../runtime/state-file.ts'
import type { EngineContext } from './context.ts'
import type { Exclusive } from './exclusive.ts'
import type { ContainerMetadata } from './metadata.ts'

/** A checkpoint that a container is to become. */
export interface Restoring {
  checkpoint: string
  options: RestoreOptions
}

/** An init as its parts have it: what they may know of it and do to it. What changes it is for whoever holds its lock. */
export interface InitHands {
  readonly context: EngineContext
  readonly ref: ContainerRef
  readonly layout: ContainerLayout
  readonly exclusive: Exclusive
  readonly meta: Readonly<ContainerMetadata>
  /** it is created, running or paused */
  readonly lives: boolean
  /** conmon lives, as far as anybody knows */
  readonly monitored: boolean
  toModel(): Container
  runc(): Runc
  /** as runc has it; null where it knows none */
  runtimeState(): Promise<RuntimeState | null>
  /** Its output has drained, or is not waited for any longer. */
  drained(): Promise<void>
  /** what its console shows, to be kept; null: it has none */
  consoleText(): Promise<ConsoleText | null>
  letGoOfConsole(): void
  /** Creates it in runc out of the bundle that it has, or restores it; gives what that changed. */
  launch(restore: Restoring | null): Promise<Partial<ContainerMetadata>>
  /** conmon is gone, and the container runs on. */
  lost(): void
  /** Writes a change down. */
  save(change: Partial<ContainerMetadata>): Promise<void>
  /** Writes a change down, then publishes it. */
  update(change: Partial<ContainerMetadata>): Promise<void>
  /** Publishes a change at once that runc or conmon have on disk themselves, then writes it down. */
  follow(change: Partial<ContainerMetadata>): Promise<void>
  /** Shows what is wrong with it from its next publication on. */
  problem(error: WireError | null): void
  /** Publishes it as it is. */
  changed(): void
}
