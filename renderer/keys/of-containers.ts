import { plural, t } from '@lingui/core/macro'
import { commandOf as commandLineOf, type InitAction } from '../../shared/lifecycle.ts'
import { foreignName } from '../../shared/model.ts'
import type { Why } from '../actions/availability.ts'
import { actOnAll, type BulkAction, whyNotAmong, willing } from '../actions/bulk.ts'
import { circumstancesOf } from '../actions/circumstances.ts'
import { type GroupRef, groupOf, membersOf } from '../groups/group.ts'
import type { Container, ForeignContainer } from '../model.ts'
import { useContainers } from '../store/containers.ts'
import { useForeignContainers } from '../store/foreign.ts'
import { nameWithHost } from '../store/hosts.ts'
import { useSelection } from '../store/selection.ts'
import type { Command } from './command.ts'

const NONE = t`choose a container first`

/** The container that the inspector shows. */
function chosen(): Container | undefined {
  const { selected } = useSelection.getState()
  return selected === null ? undefined : useContainers.getState().byKey.get(selected)
}

/** Those that were chosen with Space; where none was, the members of the group that the inspector shows. */
function several(): Container[] {
  const { byKey } = useContainers.getState()
  const { marked, selected } = useSelection.getState()
  const all = marked.flatMap((key) => byKey.get(key) ?? [])
  return all.length > 0 || selected === null ? all : membersOf(byKey.values(), selected)
}

/** The group that the inspector shows, whose members start and stop by its order. */
export function chosenGroup(): GroupRef | null {
  const [first] = useSelection.getState().marked.length > 0 ? [] : several()
  return first ? groupOf(first) : null
}

const nameOfOne = () => {
  const one = chosen()
  return one ? nameWithHost(one) : null
}

export interface OfOne
  extends Pick<Command, 'id' | 'words' | 'english' | 'keys' | 'keywords' | 'help'>,
    Partial<Pick<Command, 'scope'>> {
  on(name: string): string
  label?(container: Container): string
  why?(container: Container): Why
  runs?(container: Container): string | null
  run(container: Container): void
}

/** What is done to the container that the inspector shows. */
export const ofOne = ({ label, why, run, runs, ...rest }: OfOne): Command => ({
  room: 'Container',
  scope: 'list',
  subject: nameOfOne,
  ...rest,
  ...(label && { label: () => labelOf(label, rest.words) }),
  why: () => {
    const one = chosen()
    if (!one) return NONE
    return why?.(one) ?? null
  },
  runs: () => {
    const one = chosen()
    return (one && runs?.(one)) ?? null
  },
  run: () => {
    const one = chosen()
    if (one) run(one)
  },
})

/** What looks at a container, at one that something else made, too. */
export function ofAny(
  of: Omit<OfOne, 'why' | 'run' | 'runs' | 'label'> & {
    why?(container: Container | ForeignContainer): Why
    run(container: Container | ForeignContainer): void
  },
): Command {
  const one = ofOne(of)
  return {
    ...one,
    subject: () => {
      const foreign = chosenForeign()
      return foreign ? foreignName(foreign) : nameOfOne()
    },
    why: () => {
      const foreign = chosenForeign()
      return foreign ? (of.why?.(foreign) ?? null) : (one.why?.() ?? null)
    },
    run: () => {
      const foreign = chosenForeign()
      if (foreign) of.run(foreign)
      else one.run()
    },
  }
}

function chosenForeign(): ForeignContainer | undefined {
  const { selected } = useSelection.getState()
  return selected === null ? undefined : useForeignContainers.getState().byKey.get(selected)
}

const labelOf = (label: (container: Container) => string, none: string) => {
  const one = chosen()
  return one ? label(one) : none
}

/** What is done to it, or to all that were chosen with Space. */
export const ofSeveral = (
  action: BulkAction,
  of: Pick<OfOne, 'id' | 'words' | 'english' | 'on' | 'keys' | 'run'> & {
    runAll?(all: Container[]): void
  },
): Command => {
  const one = ofOne({
    ...of,
    why: (container) => whyNotLife(action, container),
    runs: (container) => commandLineOf(action, container.state, container.id),
  })
  return {
    ...one,
    subject: () => (several().length > 0 ? chosenInWords() : nameOfOne()),
    why: () => {
      const all = several()
      if (all.length === 0) return one.why?.() ?? null
      const able = willing(action, all, circumstancesOf)
      return able.length > 0 ? null : t`none of the chosen containers is in a state for it`
    },
    run: () => {
      const all = several()
      if (all.length === 0) one.run()
      else if (of.runAll) of.runAll(all)
      else void actOnAll(action, all)
    },
  }
}

function chosenInWords(): string {
  const group = chosenGroup()
  const count = several().length
  return group
    ? t`the group ${{ name: group.group }}`
    : plural(count, { one: '# chosen container', other: '# chosen containers' })
}

export const whyNotLife = (action: InitAction, container: Container): Why =>
  whyNotAmong(action, container, circumstancesOf)
