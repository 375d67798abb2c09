import { Button, Popover } from '@mantine/core'
import { useCallback, useEffect, useId, useRef } from 'react'
import { startDemoShell } from '../actions/containers.ts'
import { goTo } from '../actions/navigate.ts'
import { keyOf } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { LIST } from '../regions.ts'
import { useContainerList, useContainers } from '../store/containers.ts'
import { useWorkedOn } from '../store/hosts.ts'
import { useLayout } from '../store/layout.ts'
import { useMissing } from '../store/machines.ts'
import { useRunningAt } from '../store/running.ts'
import { useSelection } from '../store/selection.ts'
import { useTabs } from '../store/tabs.ts'
import { STATIONS, TOUR } from '../words/tour.ts'
import classes from './Tour.module.css'
import { useTour } from './tour-store.ts'
import { usePlace } from './use-place.ts'

/** A walk through the window on a container of one's own; whoever wants to click meanwhile just does. */
export function Tour() {
  const at = useTour((state) => state.at)
  const settle = useTour((state) => state.settle)
  const empty = useContainers((state) => state.byKey.size === 0)
  useEffect(() => {
    // Whoever begins without it is not asked again.
    if (!empty) settle()
  }, [empty, settle])
  const station = at === null ? undefined : STATIONS[at]
  const under = station !== undefined
  const was = useRef(under)
  useEffect(() => {
    // It takes the keyboard when the tour ends.
    if (was.current && !under) document.querySelector<HTMLElement>(LIST)?.focus()
    was.current = under
  }, [under])
  return station && at !== null ? <Station key={at} at={at} station={station} /> : null
}

function Station({ at, station }: { at: number; station: (typeof STATIONS)[number] }) {
  const { goTo: goToStation, leave } = useTour()
  const place = usePlace(station.at)
  const containers = useContainerList()
  const [first] = containers
  const selected = useSelection((state) => state.selected)
  const noStarter = useMissing(useWorkedOn(), 'starter')
  const starting = useRunningAt('list') !== undefined
  const folded = useLayout((state) => !state.inspector)
  const title = useId()
  const next = useRef<HTMLButtonElement>(null)
  const last = at === STATIONS.length - 1
  const arrived = useRef(false)
  useEffect(() => {
    // Without these there is nothing to point at.
    if (folded) useLayout.getState().toggleInspector()
    // Another that is chosen later stays: a group, or what Runcible did not make.
    const chosen = selected !== null && arrived.current
    if (first && !chosen && !containers.some((one) => keyOf(one) === selected)) goTo(first)
    arrived.current = first !== undefined
  }, [folded, first, containers, selected])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !(event.target as Element | null)?.closest('[data-tour]'))
        return
      event.stopPropagation()
      leave()
    }
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [leave])
  const empty = first === undefined
  // What leads on has the keyboard as soon as it is there, and again when a new console took it.
  const lead = useCallback((button: HTMLButtonElement | null) => {
    next.current = button
    requestAnimationFrame(() => button?.focus({ preventScroll: true }))
  }, [])
  const consoleWants = useTabs((state) => state.wantsFocus !== null)
  useEffect(() => {
    if (!consoleWants) next.current?.focus()
  }, [consoleWants])
  if (!place) return null
  return (
    <Popover
      opened
      zIndex={150}
      position={station.side}
      withArrow
      width={320}
      returnFocus={false}
      // Over what it points at rather than out of the window, where that leaves no room beside it.
      middlewares={{ flip: true, shift: { crossAxis: true, padding: 8 } }}
      // What it points at may be out of sight for a moment, as a window is made smaller: hidden, it would lose the keyboard.
      hideDetached={false}
    >
      <Popover.Target>
        <div className={classes.ring} style={place} aria-hidden="true" />
      </Popover.Target>
      <Popover.Dropdown aria-labelledby={title} data-tour>
        <p className={classes.count}>{TOUR.of(at + 1, STATIONS.length)}</p>
        <h2 id={title} className={classes.title}>
          {station.title}
        </h2>
        <p className={classes.text} role="status">
          {station.text}
        </p>
        <div className={classes.buttons}>
          {empty ? (
            <ActionButton
              ref={lead}
              data-autofocus
              variant="filled"
              why={noStarter}
              loading={starting}
              onPress={() => void startDemoShell()}
            >
              {TOUR.start}
            </ActionButton>
          ) : (
            <Button
              ref={lead}
              data-autofocus
              onClick={() => (last ? leave() : goToStation(at + 1))}
            >
              {last ? TOUR.end : TOUR.next}
            </Button>
          )}
          {at > 0 && (
            <Button variant="default" onClick={() => goToStation(at - 1)}>
              {TOUR.back}
            </Button>
          )}
          {!last && (
            <Button variant="subtle" color="gray" onClick={leave}>
              {TOUR.leave}
            </Button>
          )}
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
