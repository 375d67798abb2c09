import type { calls } from '../../shared/contract.ts'
import { checkpointSamples } from './samples/checkpoints.ts'
import { configSamples } from './samples/config.ts'
import { consoleSamples } from './samples/consoles.ts'
import { containerSamples } from './samples/containers.ts'
import { engineSamples } from './samples/engine.ts'
import { fileSamples } from './samples/files.ts'
import { foreignSamples } from './samples/foreign.ts'
import { groupSamples } from './samples/groups.ts'
import { imageSamples } from './samples/images.ts'
import { lessonSamples } from './samples/lessons.ts'
import { ref } from './samples/models.ts'
import { processSamples } from './samples/processes.ts'
import type { SamplesOf } from './samples/sample.ts'
import { templateSamples } from './samples/templates.ts'

export { eventSamples } from './samples/events.ts'

/** Of every call, room by room as the contract has them. */
export const callSamples: SamplesOf<typeof calls> = {
  ...engineSamples,
  ...containerSamples,
  ...configSamples,
  ...processSamples,
  ...foreignSamples,
  ...checkpointSamples,
  ...consoleSamples,
  ...imageSamples,
  ...groupSamples,
  ...templateSamples,
  ...fileSamples,
  ...lessonSamples,
}

export const theContainer = ref
export const theConsole = { kind: 'init', ...ref } as const

/** Names that every JavaScript object answers to, though nobody gave them to it. */
export const INHERITED = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
