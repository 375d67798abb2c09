import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react'
import { goTo, goToConsole } from '../actions/navigate.ts'
import { useSelection } from '../store/selection.ts'
import classes from './ContainerList.module.css'
import { ContainerRow, rowId } from './ContainerRow.tsx'
import { HostHeading } from './HostHeading.tsx'
import { type Line, type Move, moved } from './rows.ts'

const ROW_HEIGHT = 44
const HEADING_HEIGHT = 28

const MOVES: Readonly<Record<string, Move>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
  PageUp: 'pageUp',
  PageDown: 'pageDown',
}

/** The rows: arrows move, Enter goes to the console, Space chooses several. Only what is in sight is in the document. */
export function ContainerList({ lines }: { lines: readonly Line[] }) {
  const scroller = useRef<HTMLDivElement>(null)
  const { selected, marked, toggleMark, clearMarks } = useSelection()
  const rows = useMemo(() => lines.filter((line) => line.kind === 'row'), [lines])
  const keys = useMemo(() => rows.map(({ key }) => key), [rows])
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (lines[index]?.kind === 'row' ? ROW_HEIGHT : HEADING_HEIGHT),
    getItemKey: (index) => lineKey(lines[index] as Line),
    overscan: 8,
  })

  const selectedLine = lines.findIndex((line) => line.kind === 'row' && line.key === selected)
  useEffect(() => {
    if (selectedLine >= 0) virtual.scrollToIndex(selectedLine, { align: 'auto' })
  }, [selectedLine, virtual])

  const rowAt = (key: string | null) => rows.find((row) => row.key === key)?.container

  const onKeyDown = (event: KeyboardEvent) => {
    const move = MOVES[event.key]
    const current = rowAt(selected)
    if (move) {
      const next = rowAt(moved(keys, selected, move))
      if (next) goTo(next)
    } else if (event.key === 'Enter' && current) goToConsole(current)
    else if (event.key === ' ' && selected) toggleMark(selected)
    else if (event.key === 'Escape') clearMarks()
    else return
    event.preventDefault()
  }

  return (
    <div
      ref={scroller}
      className={classes.scroller}
      role="listbox"
      tabIndex={0}
      aria-label="Containers"
      aria-multiselectable="true"
      aria-activedescendant={selectedLine >= 0 && selected ? rowId(selected) : undefined}
      onKeyDown={onKeyDown}
    >
      <div className={classes.sheet} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const line = lines[item.index] as Line
          return (
            <div
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              className={classes.slot}
              role="presentation"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              {line.kind === 'host' ? (
                <HostHeading host={line.host} count={line.count} first={item.index === 0} />
              ) : line.kind === 'heading' ? (
                <div className={classes.heading} role="presentation">
                  <span>{line.namespace}</span>
                  <span>{line.count}</span>
                </div>
              ) : (
                <ContainerRow
                  container={line.container}
                  selected={line.key === selected}
                  marked={marked.includes(line.key)}
                  position={keys.indexOf(line.key) + 1}
                  total={keys.length}
                />
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}

function lineKey(line: Line): string {
  if (line.kind === 'row') return line.key
  return line.kind === 'host' ? `host ${line.host}` : `heading ${line.host} ${line.namespace}`
}
