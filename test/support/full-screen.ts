import { expect } from 'vitest'
import type { ConsoleTarget, ViewerRole } from '../../shared/contract.ts'
import { inChild } from './child-engine.ts'
import { type Carrier, inProcess } from './hosts.ts'
import { ShownScreen } from './shown-screen.ts'
import type { TestEngine } from './test-engine.ts'

/** A program that draws on the whole screen, and what to type until it shows what it is to be compared by. */
export interface FullScreen {
  name: string
  args: string[]
  env?: string[]
  /** what is typed once the text before it is there */
  typed: [shows: string | RegExp, input: string][]
  /** what is on its screen then */
  shows: string | RegExp
}

const LARGE = { cols: 100, rows: 30 }
const SMALL = { cols: 70, rows: 20 }

/** An engine that lets go in order when it is stopped first, and is killed with SIGKILL from then on. */
export function thenKilled(): Carrier {
  let starts = 0
  return (folders) => (starts++ === 0 ? inProcess(folders) : inChild(folders))
}

/**
 * Looks at the console of a full-screen program that just began, and expects the same screen, cell by cell, in a window that
 * was there all along, in one that comes back, after a resize, after a quit and start of the engine, and after its death (thenKilled).
 */
export async function expectSameScreen(
  engine: TestEngine,
  target: ConsoleTarget,
  program: FullScreen,
): Promise<void> {
  const open = (as: ViewerRole = 'observer') => new ShownScreen(engine.client, target, as)
  let before = open('owner')
  before.resize(LARGE)
  for (const [shown, input] of program.typed) {
    await before.shows(shown)
    before.type(input)
  }
  await before.shows(program.shows)

  const sameInANewWindow = async (when: string, size = LARGE) => {
    const screen = await before.cells(size)
    const again = open()
    expect(await again.cells(), `${program.name} ${when}`).toEqual(screen)
    again.close()
  }
  await sameInANewWindow('looked at again')
  for (const size of [SMALL, LARGE]) {
    before.resize(size)
    await sameInANewWindow(`at ${size.cols}×${size.rows}`, size)
  }
  const last = await before.cells()
  before.close()
  await engine.restart()
  before = open()
  expect(await before.cells(), `${program.name} after a restart`).toEqual(last)
  await engine.restart()
  const after = open()
  expect(await after.cells(), `${program.name} after a death of the engine`).toEqual(last)
  after.close()
}
