import type { Status } from '../../../shared/lifecycle.ts'
import type { ContainerRef, Limits } from '../../../shared/model.ts'
import type { Spec } from '../bundle/spec.ts'
import type { ContainerLayout } from '../paths.ts'
import type { Runc } from '../runtime/runc.ts'

/** What an exec needs of the container it runs in. */
export interface ExecParent {
  readonly ref: ContainerRef
  readonly layout: ContainerLayout
  readonly status: Status
  /** init runs or is created: containerd lets an exec start then */
  readonly initLives: boolean
  readonly limits: Limits
  /** of its consoles, bytes; undefined: they hold everything */
  readonly logSizeMax: number | undefined
  /** pids of all that run in the container */
  processes(): Promise<number[]>
  runtime(log: string): Runc
  /** conmon's path; throws `unavailable` */
  conmon(): string
  spec(): { spec: Spec; rootfs: string }
  /** publishes the container with its execs */
  changed(): void
}
