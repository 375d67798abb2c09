import { RuncibleError } from '../../../../shared/errors.ts'
import { bringBack, makeWhole, type Work } from './bring-back.ts'
import { NothingGained } from './refusals.ts'
import type { Shelf } from './shelf.ts'
import { storeAs } from './store-as.ts'

interface Surroundings {
  isRead(id: string): boolean
  /** a moment is kept otherwise than before */
  settled(id: string): void
}

/**
 * Before a moment goes: those that are differences to it become differences to what it is one to, or, where it is whole, to one of
 * them that is brought back in its place. One after another, each whole or stored at every instant. Throws
 * `failed-precondition` where the disk has no room for that.
 */
export async function releaseBase(
  shelf: Shelf,
  id: string,
  work: Work,
  { isRead, settled }: Surroundings,
): Promise<void> {
  const children = shelf.dependents(id)
  const told: Work = {
    ...work,
    tell: (phase, done, total) =>
      work.tell(`${phase} (of what is stored as a difference to it)`, done, total),
  }
  const step = (one: string, doing: () => Promise<unknown>) =>
    doing().then(() => settled(one), refused(shelf, id, one))
  let base = shelf.storedAs(id)?.base ?? null
  if (base === null) {
    const [heir = '', ...others] = byWeight(shelf, children)
    await step(heir, () => makeWhole(shelf, heir, told, null))
    base = heir
    children.splice(0, children.length, ...others)
  }
  const to = base
  for (const one of children) {
    await step(one, async () => {
      await bringBack(shelf, one, told)
      await storeAs(shelf, { id: one, base: to }, told, () => !isRead(one)).catch(
        (error: unknown) => {
          if (!(error instanceof NothingGained)) throw error
          return makeWhole(shelf, one, told, null)
        },
      )
    })
  }
}

/** The one first that most others hang on: these need not be touched then. */
const byWeight = (shelf: Shelf, children: readonly string[]): string[] =>
  [...children].sort((a, b) => shelf.dependents(b).length - shelf.dependents(a).length)

const refused = (shelf: Shelf, id: string, child: string) => (error: unknown) => {
  if (!(error instanceof RuncibleError) || error.code === 'cancelled') throw error
  throw new RuncibleError(
    error.code,
    `“${shelf.name(id)}” is not deleted: “${shelf.name(child)}” is stored as a difference to it, and ${error.message}`,
    { ...error.details, cause: error },
  )
}
