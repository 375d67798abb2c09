import { z } from 'zod'
import {
  Checkpoint,
  Container,
  ContainerRef,
  GivenId,
  Host,
  Image,
  ImageId,
  JournalEntry,
  Namespace,
  Preflight,
  Shell,
  Template,
} from '../model.ts'
import { nothing } from './call.ts'
import { foreignEvents } from './foreign.ts'

/** What an engine tells of by itself. */
export const events = {
  'container.changed': Container,
  'container.removed': ContainerRef,
  ...foreignEvents,
  'checkpoint.changed': Checkpoint,
  'checkpoint.removed': z.object({ checkpoint: GivenId }),
  'shell.changed': Shell,
  'shell.removed': z.object({ shell: GivenId }),
  'journal.appended': JournalEntry,
  'host.changed': Host,
  'preflight.changed': Preflight,
  'namespaces.changed': z.array(Namespace),
  'image.changed': Image,
  'image.removed': z.object({ image: ImageId }),
  /** there are others than before, or others use them: to be listed anew */
  'volumes.changed': nothing,
  'template.changed': Template,
  'template.removed': z.object({ template: GivenId }),
} as const
