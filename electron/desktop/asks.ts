import type { HostId } from '../../shared/hosts.ts'
import type { ContainerRef } from '../../shared/model.ts'

/** What the main process asks of a page: that it shows something. */
export type Ask =
  | { kind: 'select'; host: HostId; container: ContainerRef }
  | { kind: 'create' }
  /** one step larger or smaller; 0: the usual size */
  | { kind: 'zoom'; step: 1 | -1 | 0 }
  /** as if it had been dropped on the window */
  | { kind: 'open'; path: string }
