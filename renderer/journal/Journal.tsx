import { t } from '@lingui/core/macro'
import { CloseButton } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState } from 'react'
import { JOURNAL_PLACE, loadOlder } from '../actions/journal.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import sheet from '../parts/Sheet.module.css'
import { useOnHost, useWorkedOn } from '../store/hosts.ts'
import { useJournalOf } from '../store/journal.ts'
import { useLayout } from '../store/layout.ts'
import { CopyScript } from './CopyScript.tsx'
import { FilterBar } from './FilterBar.tsx'
import { filtered, NO_FILTER } from './filter.ts'
import classes from './Journal.module.css'
import { JournalRow } from './JournalRow.tsx'

const ROW_HEIGHT = 26

/** What was done, newest first; older pages come as one scrolls down. */
export function Journal() {
  const host = useWorkedOn()
  const title = useOnHost(t`Journal`, host)
  const { entries, complete } = useJournalOf(host)
  const toggle = useLayout((state) => state.toggleJournal)
  const [filter, setFilter] = useState(NO_FILTER)
  const shown = useMemo(() => [...filtered(entries, filter)].reverse(), [entries, filter])

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
    <section className={classes.journal} aria-label={t`Journal`}>
      <div className={classes.head}>
        <h2 className={classes.title}>{title}</h2>
        <FilterBar entries={entries} filter={filter} onChange={setFilter} />
        <CopyScript host={host} filter={filter} isEmpty={shown.length === 0} />
        <CloseButton size="sm" aria-label={t`Close journal`} onClick={toggle} />
      </div>
      <FailureAt place={JOURNAL_PLACE} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it */}
      <div ref={scroller} className={classes.scroller} tabIndex={0}>
        {shown.length === 0 && (
          <p className={classes.none}>
            {entries.length === 0 ? t`Nothing was done yet.` : t`Nothing that was done fits that.`}
          </p>
        )}
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
