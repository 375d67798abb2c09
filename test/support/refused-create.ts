import { join } from 'node:path'
import { expect } from 'vitest'
import type { WireError } from '../../shared/errors.ts'
import { failure, names, type TestEngine, type Wanted } from './test-engine.ts'

/** The create fails, and leaves nothing: no container, no folder, no process, no event of one that stays. */
export async function refusedCreate(engine: TestEngine, wanted: Wanted): Promise<WireError> {
  const error = await failure(engine.create('c', wanted))
  expect(await engine.containers()).toEqual([])
  expect(names(join(engine.place.folders.state, 'containers/default'))).toEqual([])
  expect(names(engine.place.root())).toEqual([])
  expect(engine.place.monitors()).toEqual([])
  const last = engine.seen.findLast(({ name }) => name.startsWith('container.'))
  if (last) expect(last.name).toBe('container.removed')
  return error
}
