import { t } from '@lingui/core/macro'
import { useShallow } from 'zustand/react/shallow'
import { ForeignInspector } from '../foreign/ForeignInspector.tsx'
import { GroupInspector } from '../groups/GroupInspector.tsx'
import { groupOf, membersOf } from '../groups/group.ts'
import { useContainer, useContainers } from '../store/containers.ts'
import { useForeign, useForeignContainers } from '../store/foreign.ts'
import { useMachines } from '../store/machines.ts'
import { useSelection } from '../store/selection.ts'
import { BulkResults } from './BulkResults.tsx'
import { ContainerInspector } from './ContainerInspector.tsx'
import classes from './Inspector.module.css'
import { SeveralInspector } from './SeveralInspector.tsx'

/** What the selected container is; what can be done to several where several were chosen. */
export function Inspector() {
  const selected = useSelection((state) => state.selected)
  const marked = useSelection((state) => state.marked)
  const container = useContainer(selected)
  const foreign = useForeign(selected)
  const several = useContainers(
    useShallow(({ byKey }) => marked.flatMap((key) => byKey.get(key) ?? [])),
  )
  const members = useContainers(
    useShallow(({ byKey }) =>
      selected === null || container ? [] : membersOf(byKey.values(), selected),
    ),
  )
  const group = members[0] ? groupOf(members[0]) : null
  return (
    <aside className={classes.inspector} aria-label={t`Inspector`}>
      <BulkResults />
      {several.length > 0 ? (
        <SeveralInspector containers={several} />
      ) : container ? (
        <ContainerInspector key={selected} container={container} />
      ) : foreign ? (
        <ForeignInspector key={selected} container={foreign} />
      ) : group && members.length > 0 ? (
        <GroupInspector key={selected} group={group} members={members} />
      ) : (
        <Nothing />
      )}
    </aside>
  )
}

function Nothing() {
  const known = useMachines((state) => state.byHost.size > 0)
  const none = useContainers((state) => state.byKey.size === 0)
  const empty = useForeignContainers((state) => state.byKey.size === 0) && none
  if (!known) return null
  return (
    <p className={classes.nothing}>
      {empty
        ? t`What a container is and does, and what can be done to it, stands here.`
        : t`Choose a container to see what it is, or several with Space to act on all of them.`}
    </p>
  )
}
