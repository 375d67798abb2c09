import { z } from 'zod'
import {
  AutomaticMoments,
  Changes,
  ChangesQuery,
  Checkpoint,
  CheckpointOptions,
  CommitRequest,
  Committed,
  Container,
  ContainerExport,
  ContainerId,
  ContainerRef,
  CreateRequest,
  Exported,
  FIGURES_KEPT_S,
  Figures,
  GivenId,
  Limits,
  Naming,
  PortForwards,
  RestoreOptions,
  Security,
  SubjectRef,
  Warning,
} from '../model.ts'
import { call, Grace, Milliseconds, nothing, reading } from './call.ts'

/** What create would do, before it is done. */
const CreatePreview = z.object({
  /** config.json as it will be written */
  config: z.string(),
  /** command lines that will run */
  commands: z.array(z.array(z.string())),
  /** what is allowed and may be a mistake */
  warnings: z.array(Warning),
  security: Security,
})

/** Of a container, from its preview to its end. */
export const containerCalls = {
  'containers.preview': call(CreateRequest, CreatePreview),
  'containers.create': call(CreateRequest, Container),
  'containers.start': call(ContainerRef, Container),
  'containers.pause': call(ContainerRef, Container),
  'containers.resume': call(ContainerRef, Container),
  'containers.update': call(ContainerRef.extend({ limits: Limits }), Container),
  'containers.kill': call(
    ContainerRef.extend({
      signal: z.number().int().min(1).max(64),
      all: z.boolean().default(false),
    }),
    nothing,
  ),
  'containers.delete': call(ContainerRef, nothing),
  'containers.checkpoint': call(ContainerRef.extend({ options: CheckpointOptions }), Checkpoint),
  /** A stopped container becomes a checkpoint again, in place. A second container is a create with that source. */
  'containers.restore': call(
    ContainerRef.extend({ checkpoint: GivenId, options: RestoreOptions.default({}) }),
    Container,
  ),
  /**
   * A container becomes a checkpoint again, in place, also while it lives: then it is ended first, by a checkpoint where `keep`
   * has the options of one, which takes along what would be lost. What fails before the end leaves it as it was; what fails
   * later leaves it stopped, with the files that it had.
   */
  'containers.rewind': call(
    ContainerRef.extend({
      checkpoint: GivenId,
      options: RestoreOptions.default({}),
      keep: CheckpointOptions.optional(),
    }),
    Container,
  ),
  /** A second, running copy beside one that runs on, of a moment that is taken for it and stays. */
  'containers.clone': call(
    ContainerRef.extend({ as: ContainerId, options: CheckpointOptions.prefault({}) }),
    Container,
  ),
  /** Gives a container its way out anew, after its program has ended or with other ports forwarded. */
  'containers.mendNetwork': call(
    ContainerRef.extend({ ports: PortForwards.optional() }),
    Container,
  ),
  'containers.closeStdin': call(ContainerRef, Container),
  /** A stopped container once more from its beginning: the same settings, its files as it left them. */
  'containers.rerun': call(ContainerRef, Container),
  /** Ends it in order: its stop signal, then SIGKILL. One that waits to be started again after a failure waits no longer. */
  'containers.stop': call(ContainerRef.extend({ graceSeconds: Grace }), Container),
  'containers.label': call(ContainerRef.extend({ naming: Naming }), Container),
  /** Has moments of it be taken by themselves; null: none any more. */
  'containers.automate': call(
    ContainerRef.extend({ automatic: AutomaticMoments.nullable() }),
    Container,
  ),
  /**
   * What containers used in the last minutes, and `now` by the engine's clock. While somebody asks, and no longer, it reads the
   * figures of all of them once a second. Of one that is not there nothing is said.
   */
  'containers.figures': reading(
    z.object({
      of: z
        .array(
          SubjectRef.extend({
            /** only what is newer; a time that an earlier answer had */
            since: Milliseconds.default(0),
            /** how far back at most */
            seconds: z.number().int().min(1).max(FIGURES_KEPT_S).default(FIGURES_KEPT_S),
          }),
        )
        .max(500),
    }),
    z.object({ now: Milliseconds, containers: z.array(Figures) }),
  ),
  /** What a container that has ended said last. */
  'containers.ending': reading(ContainerRef, z.object({ lastLines: z.array(z.string()) })),
  'containers.config': reading(ContainerRef, z.object({ config: z.string() })),
  'containers.security': reading(ContainerRef, Security),
  /** What it changed in the files of its image. Refused for one that is not of an image. */
  'containers.changes': call(ChangesQuery, Changes),
  /** It becomes an image of its own; one that runs is paused while its changes are copied. Progress in bytes. */
  'containers.commit': call(CommitRequest, Committed),
  /** The path must be free, its folder there; what fails or is cancelled leaves nothing at it. */
  'containers.export': call(ContainerExport, Exported),
} as const
