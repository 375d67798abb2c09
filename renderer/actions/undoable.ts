import { plural, t } from '@lingui/core/macro'
import type { Limits } from '../../shared/model.ts'
import { type Container, type ContainerRef, keyOf } from '../model.ts'
import { type Arrangement, consolesIn } from '../store/arrangement.ts'
import { useContainers } from '../store/containers.ts'
import { tabKey, useTabs } from '../store/tabs.ts'
import { useUndo } from '../store/undo.ts'
import { type Why, whyNot } from './availability.ts'
import { circumstancesOf } from './circumstances.ts'

const containerNow = (ref: ContainerRef) => useContainers.getState().byKey.get(keyOf(ref))

/** Why an action cannot be done to what may be gone. */
const whyNotNow = (action: Parameters<typeof whyNot>[0], ref: ContainerRef): Why => {
  const container = containerNow(ref)
  if (!container) return t`${{ id: ref.id }} is gone`
  return whyNot(action, container, circumstancesOf(ref.host))
}

/** A pause is undone by a resume, and the other way round. */
export function canBeTurned(
  action: string,
  container: ContainerRef,
  act: (action: 'pause' | 'resume', container: ContainerRef) => unknown,
): void {
  if (action !== 'pause' && action !== 'resume') return
  const back = action === 'pause' ? 'resume' : 'pause'
  const { id } = container
  useUndo.getState().did({
    words: back === 'resume' ? t`resume ${id}` : t`pause ${id}`,
    why: () => whyNotNow(back, container),
    undo: () => act(back, container),
  })
}

/** The same for several, as one step: back for those that it can still be done to. */
export function allCanBeTurned(
  action: string,
  containers: readonly Container[],
  act: (action: 'pause' | 'resume', containers: readonly Container[]) => unknown,
): void {
  if (action !== 'pause' && action !== 'resume') return
  const back = action === 'pause' ? 'resume' : 'pause'
  const able = () =>
    containers.flatMap((one) => (whyNotNow(back, one) === null ? (containerNow(one) ?? []) : []))
  useUndo.getState().did({
    words:
      back === 'resume'
        ? plural(
            { n: containers.length },
            { one: 'resume # container', other: 'resume # containers' },
          )
        : plural(
            { n: containers.length },
            { one: 'pause # container', other: 'pause # containers' },
          ),
    why: () => (able().length > 0 ? null : t`none of them is in a state for it`),
    undo: () => act(back, able()),
  })
}

/** runc takes no limit away: those that were not set before stay as they are. */
export function limitsCanBeSetBack(
  container: ContainerRef,
  before: Limits,
  changed: Limits,
  update: (limits: Limits) => unknown,
): void {
  const names = (Object.keys(changed) as (keyof Limits)[]).filter(
    (name) => changed[name] !== undefined && changed[name] !== before[name],
  )
  const former = Object.fromEntries(
    names.flatMap((name) => (before[name] === undefined ? [] : [[name, before[name]]])),
  ) as Limits
  if (Object.keys(former).length === 0) return
  useUndo.getState().did({
    words: t`the former limits of ${{ id: container.id }}`,
    why: () => whyNotNow('update', container),
    undo: () => update(former),
  })
}

/** Its former name, labels, group and policy. */
export function canBeCalledAsBefore(container: ContainerRef, undo: () => unknown): void {
  useUndo.getState().did({
    words: t`the former names of ${{ id: container.id }}`,
    why: () => (containerNow(container) ? null : t`${{ id: container.id }} is gone`),
    undo,
  })
}

/** Consoles stand again as they stood, as long as none was opened or closed since. */
export function canStandAsBefore(before: Arrangement, words: string): void {
  const { active } = useTabs.getState()
  const keys = (arrangement: Arrangement) => consolesIn(arrangement).map(tabKey).sort().join()
  useUndo.getState().did({
    words,
    why: () => {
      const now = useTabs.getState().arrangement
      if (now === before) return t`they stand so`
      return keys(now) === keys(before) ? null : t`consoles were opened or closed since`
    },
    undo: () => useTabs.setState({ arrangement: before, active, wantsFocus: active }),
  })
}
