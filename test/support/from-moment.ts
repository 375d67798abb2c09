import type { Checkpoint } from '../../shared/model.ts'
import { ref, type TestEngine, type Wanted } from './test-engine.ts'

/** A container that begins as a moment was. */
export const from = ({ id }: Checkpoint): Wanted => ({
  source: { kind: 'checkpoint', checkpoint: id },
})

/** A container becomes that of a moment, in its place. */
export const restoreIn = (engine: TestEngine, id: string, checkpoint: Checkpoint) =>
  engine.call('containers.restore', { ...ref(id), checkpoint: checkpoint.id })
