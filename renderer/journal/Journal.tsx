import { CloseButton, Switch } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState } from 'react'
import { JOURNAL_PLACE, loadOlder } from '../actions/journal.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { keyOf } from '../model.ts'
import sheet from '../parts/Sheet.module.css'
import { useContainer } from '../store/containers.ts'
import { useOnHost, useWorkedOn } from '../store/hosts.ts'
import { useJournalOf } from '../store/journal.ts'
import { useLayout } from '../store/layout.ts'
import { useSelection } from '../store/selection.ts'
import classes from './Journal.module.css'
import { JournalRow } from './JournalRow.tsx'

const ROW_HEIGHT = 26

/** What was done, newest first; older pages come as one scrolls down. */
export function Journal() {
  const host = useWorkedOn()
  const title = useOnHost('Journal', host)
  const { entries, complete } = useJournalOf(host)
  const toggle = useLayout((state) => state.toggleJournal)
  const selected = useSelection((state) => state.selected)
  const container = useContainer(selected)
  const [onlySelected, setOnlySelected] = useState(false)
  const shown = useMemo(() => {
    const wanted = onlySelected
      ? entries.filter(
          (entry) => entry.container && keyOf({ host, ...entry.container }) === selected,
        )
      : entries
    return [...wanted].reverse()
  }, [host, entries, onlySelected, selected])

  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => shown[index]?.seq ?? index,
    overscan: 10,
  })
  const items = virtual.getVirtualItems()
  const atEnd = (items.at(-1)?.index ?? -1) >= shown.length - 1
  const loaded = entries.length
  // biome-ignore lint/correctness/useExhaustiveDependencies: a page that brought nothing to sight calls for the next
  useEffect(() => {
    if (atEnd && !complete) void loadOlder(host)
  }, [host, atEnd, complete, loaded])

  return (
    <section className={classes.journal} aria-label="Journal">
      <div className={classes.head}>
        <h2 className={classes.title}>{title}</h2>
        <Switch
          label={container ? `Only ${container.id}` : 'Only the selected container'}
          checked={onlySelected}
          disabled={!container}
          onChange={(event) => setOnlySelected(event.currentTarget.checked)}
        />
        <CloseButton size="sm" aria-label="Close journal" onClick={toggle} />
      </div>
      <FailureAt place={JOURNAL_PLACE} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it */}
      <div ref={scroller} className={classes.scroller} tabIndex={0}>
        <ol className={sheet.sheet} style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const entry = shown[item.index]
            return (
              entry && (
                <li
                  key={item.key}
                  ref={virtual.measureElement}
                  data-index={item.index}
                  className={sheet.slot}
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <JournalRow host={host} entry={entry} />
                </li>
              )
            )
          })}
        </ol>
      </div>
    </section>
  )
}
