import type { ContainerRef, Preflight } from '../../../shared/model.ts'
import type { Publish } from '../../../shared/server.ts'
import type { Storage } from '../checkpoint/storage/storage.ts'
import type { CheckpointStore } from '../checkpoint/store.ts'
import type { DebugSession } from '../debug/session.ts'
import type { Restarter } from '../groups/restarter.ts'
import type { ImageStore } from '../images/store.ts'
import type { Journal } from '../journal.ts'
import type { Neighbour } from '../network/shared.ts'
import type { Layout } from '../paths.ts'
import type { Programs } from '../runtime/tools.ts'
import type { VolumeStore } from '../volumes/store.ts'

/** What every process of one engine shares. */
export interface EngineContext {
  layout: Layout
  journal: Journal
  publish: Publish
  programs: Programs
  checkpoints: CheckpointStore
  /** whole before it is read: `storage.whole` */
  storage: Storage
  images: ImageStore
  volumes: VolumeStore
  restarter: Restarter
  bootId: string
  /** the containers as others may know them; the manager's, once it is there */
  neighbours(): Neighbour[]
  /** the debug sessions that run in a container's namespaces; theirs, once they are there */
  debugSessions(ref: ContainerRef): DebugSession[]
  /** A moment is deleted, and what came from it comes from what it came from; the manager's, once it is there. */
  deleteMoment(id: string): Promise<void>
  /** waits for the first preflight, which runs beside the start */
  preflight(): Promise<Preflight>
}
