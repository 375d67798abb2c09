import { t } from '@lingui/core/macro'
import { ContainerId } from '../../shared/model.ts'
import { type Branch, branchNames } from '../actions/branches.ts'
import type { Checkpoint } from '../model.ts'
import { fromFields, type LimitsFields, toFields } from '../parts/limits-fields.ts'
import { takenNames, useContainers } from '../store/containers.ts'

/** So many of one moment at once. */
export const MOST_BRANCHES = 20

/** `then`: as the moment has it */
export type HostnameChoice = 'then' | 'names' | 'other'
export type BranchNetwork = 'then' | 'own' | 'outbound'

export interface BranchForm {
  count: number
  /** as typed; a hole where the proposal stands */
  names: (string | undefined)[]
  hostname: HostnameChoice
  /** for all of them, where another is chosen */
  otherHostname: string
  limits: LimitsFields
  network: BranchNetwork
  /** null: not chosen */
  sideBySide: boolean | null
}

/** As it was, but for ports of this machine: those are the source's. */
export const newBranchForm = ({ limits, network }: Checkpoint): BranchForm => ({
  count: 1,
  names: [],
  hostname: 'then',
  otherHostname: '',
  limits: toFields(limits),
  network: network?.kind === 'outbound' && network.ports.length > 0 ? 'outbound' : 'then',
  sideBySide: null,
})

/** What the form stands for: a container each. */
export function branchesOf(checkpoint: Checkpoint, form: BranchForm): Branch[] {
  const limits = changedLimits(checkpoint, form)
  const network = networkOf(checkpoint, form)
  return branchNames(checkpoint, form.count).map((proposed, index) => {
    const id = form.names[index] ?? proposed
    const hostname = hostnameOf(form, id)
    return {
      id,
      ...(hostname && { hostname }),
      ...(limits && { limits }),
      ...(network && { network }),
    }
  })
}

/** Is anything of it otherwise than at the moment? */
export const isChanged = (checkpoint: Checkpoint, form: BranchForm): boolean =>
  branchesOf(checkpoint, form).some((one) => Object.keys(one).length > 1)

function hostnameOf({ hostname, otherHostname }: BranchForm, id: string): string | undefined {
  if (hostname === 'then') return undefined
  return hostname === 'names' ? id : otherHostname.trim() || undefined
}

function changedLimits({ limits }: Checkpoint, form: BranchForm) {
  const then = toFields(limits)
  const same = (Object.keys(then) as (keyof LimitsFields)[]).every(
    (field) => then[field] === form.limits[field],
  )
  return same ? undefined : fromFields(form.limits)
}

function networkOf({ network: then }: Checkpoint, { network }: BranchForm): Branch['network'] {
  if (network === 'then') return undefined
  if (network === 'own') return 'own'
  return then?.kind === 'outbound' ? { ...then, ports: [] } : { kind: 'outbound' }
}

/** Why these names cannot be; null where they can. */
export function nameProblem(checkpoint: Checkpoint, form: BranchForm): string | null {
  const { host, container } = checkpoint
  const taken = takenNames(useContainers.getState().byKey.values(), host, container.namespace)
  const given = new Set<string>()
  for (const { id } of branchesOf(checkpoint, form)) {
    if (!ContainerId.safeParse(id).success) return t`“${id}” is no name for a container`
    if (taken.has(id)) return t`there is a container ${id} already`
    if (given.has(id)) return t`two of them would be called ${id}`
    given.add(id)
  }
  return null
}
