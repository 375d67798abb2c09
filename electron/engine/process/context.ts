import type { Preflight } from '../../../shared/model.ts'
import type { Publish } from '../../../shared/server.ts'
import type { CheckpointStore } from '../checkpoint/store.ts'
import type { Journal } from '../journal.ts'
import type { Layout } from '../paths.ts'

/** The programs that children are started with; null where the machine has none. */
export interface Programs {
  runc: string | null
  conmon: string | null
  criu: string | null
  busybox: string | null
}

/** What every process of one engine shares. */
export interface EngineContext {
  layout: Layout
  journal: Journal
  publish: Publish
  programs: Programs
  checkpoints: CheckpointStore
  bootId: string
  /** waits for the first preflight, which runs beside the start */
  preflight(): Promise<Preflight>
}
