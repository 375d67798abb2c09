import { calledName } from '../../shared/model.ts'
import type { Container } from '../model.ts'
import { useContainers } from '../store/containers.ts'
import { useFailures } from '../store/failures.ts'
import { placesOf } from '../store/places.ts'
import { usePresenter } from '../store/presenter.ts'
import { useSelection } from '../store/selection.ts'
import { describeContainer } from '../words/state.ts'

type Containers = ReadonlyMap<string, Container>

/**
 * While one container is presented, what happens to others is counted and told when asked for; the desktop pops nothing up.
 */
export function keepQuiet(): void {
  useContainers.subscribe(({ byKey }, { byKey: before }) => {
    if (usePresenter.getState().on) tell(ends(before, byKey, useSelection.getState().selected))
  })
  useFailures.subscribe(({ byPlace }, { byPlace: before }) => {
    if (!usePresenter.getState().on) return
    const elsewhere = placesElsewhere(useSelection.getState().selected)
    const fresh = [...byPlace].filter(
      ([place, failure]) => before.get(place) !== failure && elsewhere.has(place),
    )
    tell(fresh.map(([, { what }]) => what))
  })
  tellDesktop()
}

const tell = (all: readonly string[]) => {
  for (const words of all) usePresenter.getState().miss(words)
}

/** Of the others, those that have ended just now, in words. */
export function ends(before: Containers, after: Containers, focused: string | null): string[] {
  return [...after].flatMap(([key, container]) => {
    const was = before.get(key)
    if (key === focused || !was || was.status === 'stopped' || container.status !== 'stopped')
      return []
    return `${calledName(container)} ${describeContainer(container, Date.now()).word}`
  })
}

/** Where failures of the others stand. */
function placesElsewhere(focused: string | null): ReadonlySet<string> {
  const others = [...useContainers.getState().byKey].filter(([key]) => key !== focused)
  return new Set(others.flatMap(([, container]) => placesOf(container)))
}

/** Its notifications are not the page's: it is told that there shall be none. */
function tellDesktop(): void {
  let told = false
  const say = ({ on }: { on: boolean }) => {
    if (on === told) return
    told = on
    window.runcible?.beQuiet(on)
  }
  say(usePresenter.getState())
  usePresenter.subscribe(say)
}
