import { t } from '@lingui/core/macro'
import type { CreateInput } from '../../shared/model.ts'
import { type Checkpoint, type ContainerRef, keyOf, refOf } from '../model.ts'
import { takenNames, useContainers } from '../store/containers.ts'
import { forkName } from '../words/names.ts'
import { attempt } from './attempt.ts'
import { goToConsole, whereAsked } from './navigate.ts'
import { showSideBySide } from './splits.ts'

/** What of a branch may be otherwise than at its moment. */
export type BranchChanges = Pick<CreateInput, 'hostname' | 'limits' | 'network'>

export interface Branch extends BranchChanges {
  id: string
}

/** How far a branch is. */
export type BranchStep = 'waiting' | 'creating' | 'restoring' | 'running' | 'failed'

/** So many are restored at once: each takes a core while it lasts, and their memory is read from one disk. */
const AT_ONCE = 4

export const branchRef = (
  { host, container }: Checkpoint,
  { id }: Pick<Branch, 'id'>,
): ContainerRef => ({
  host,
  namespace: container.namespace,
  id,
})

/**
 * New containers from one moment, each restored by itself: a failure stands at its own, and keeps the others from nothing. Their
 * consoles come to the front, beside each other where asked.
 * @param onStep hears how far each is
 * @returns those that run
 */
export async function branch(
  checkpoint: Checkpoint,
  branches: readonly Branch[],
  sideBySide: boolean,
  onStep: (branch: Branch, step: BranchStep) => void,
): Promise<ContainerRef[]> {
  const stillThere = whereAsked()
  const running = new Set<Branch>()
  const waiting = [...branches]
  const oneByOne = async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      const next = one
      const runs = await branchOne(checkpoint, next, (step) => onStep(next, step))
      if (runs) running.add(next)
      onStep(next, runs ? 'running' : 'failed')
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, oneByOne))
  const made = branches.filter((one) => running.has(one)).map((one) => branchRef(checkpoint, one))
  const [first] = made
  if (!stillThere()) return made
  if (sideBySide) showSideBySide(made)
  else if (first) goToConsole(first)
  return made
}

/** Created and restored; false where that failed, which is said at its container's place. */
async function branchOne(
  checkpoint: Checkpoint,
  { id, ...changes }: Branch,
  onStep: (step: BranchStep) => void,
): Promise<boolean> {
  const { host, container: from } = checkpoint
  const ref = branchRef(checkpoint, { id })
  const at = {
    host,
    place: keyOf(ref),
    what: t`Could not branch ${{ name: checkpoint.name }} into ${id}`,
  }
  const stdin = useContainers.getState().byKey.get(keyOf(from))?.stdin
  const source = { kind: 'checkpoint', checkpoint: checkpoint.id } as const
  onStep('creating')
  const made = await attempt({
    ...at,
    run: (client, options) =>
      client.call('containers.create', { ...refOf(ref), source, stdin, ...changes }, options),
  })
  if (!made) return false
  onStep('restoring')
  const started = await attempt({
    ...at,
    run: (client, options) => client.call('containers.start', refOf(ref), options),
  })
  return started !== undefined
}

/** What branches of a moment are called unless somebody says otherwise. */
export function branchNames({ host, container }: Checkpoint, count: number): string[] {
  const taken = takenNames(useContainers.getState().byKey.values(), host, container.namespace)
  return Array.from({ length: count }, () => {
    const name = forkName(container.id, taken)
    taken.add(name)
    return name
  })
}
