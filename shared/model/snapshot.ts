import { z } from 'zod'
import { Checkpoint } from './checkpoint.ts'
import { Container, Shell } from './container.ts'
import { ForeignContainer } from './foreign.ts'
import { Namespace } from './ids.ts'
import { JournalEntry } from './journal.ts'
import { Host, Preflight } from './machine.ts'

/** Everything there is, at one moment of the event stream. */
export const Snapshot = z.object({
  host: Host,
  preflight: Preflight.nullable(),
  namespaces: z.array(Namespace),
  containers: z.array(Container),
  foreign: z.array(ForeignContainer),
  checkpoints: z.array(Checkpoint),
  shells: z.array(Shell),
  journal: z.array(JournalEntry),
})
export type Snapshot = z.infer<typeof Snapshot>
