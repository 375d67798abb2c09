import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useRef } from 'react'
import sheet from './Sheet.module.css'
import classes from './VirtualRows.module.css'

const ROW_HEIGHT = 24

interface Props<T> {
  /** what they are, for a screen reader */
  label: string
  rows: readonly T[]
  /** over them, in the same columns */
  head?: ReactNode
  /** said where there are none */
  none: string
  children(row: T, index: number): ReactNode
}

/** A list of any length that scrolls by itself: only the rows in sight are there. */
export function VirtualRows<T>({ label, rows, head, none, children }: Props<T>) {
  const scroller = useRef<HTMLElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    scrollMargin: head ? ROW_HEIGHT : 0,
    overscan: 10,
  })
  if (rows.length === 0) return <p className={classes.none}>{none}</p>
  return (
    <section
      ref={scroller}
      className={classes.scroller}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it
      tabIndex={0}
    >
      {head && (
        <div className={classes.head} style={{ height: ROW_HEIGHT }}>
          {head}
        </div>
      )}
      <ul className={sheet.sheet} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => (
          <li
            key={item.key}
            className={sheet.slot}
            style={{
              transform: `translateY(${item.start - virtual.options.scrollMargin}px)`,
              height: ROW_HEIGHT,
            }}
          >
            {children(rows[item.index] as T, item.index)}
          </li>
        ))}
      </ul>
    </section>
  )
}
