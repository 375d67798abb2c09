import { plural, t } from '@lingui/core/macro'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useId, useMemo, useRef } from 'react'
import type { InsideProcess } from '../../shared/model.ts'
import sheet from '../parts/Sheet.module.css'
import { commandInWords, stateInWords } from '../words/inside.ts'
import classes from './Inside.module.css'
import { insideTree } from './inside-tree.ts'

const ROW_HEIGHT = 40
const INDENT = 14

interface Props {
  processes: readonly InsideProcess[]
  chosen: number
  onChoose(pid: number): void
}

/** The processes under those that started them; arrows move the choice. */
export function ProcessList({ processes, chosen, onChoose }: Props) {
  const rows = useMemo(() => insideTree(processes), [processes])
  const scroller = useRef<HTMLDivElement>(null)
  const id = useId()
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
  })
  const at = rows.findIndex(({ process }) => process.pid === chosen)
  const go = (to: number) => {
    const index = Math.min(Math.max(to, 0), rows.length - 1)
    const row = rows[index]
    if (!row) return
    onChoose(row.process.pid)
    virtual.scrollToIndex(index)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: rows.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    go(to)
  }
  return (
    <div
      ref={scroller}
      className={classes.list}
      role="listbox"
      tabIndex={0}
      aria-label={t`Processes`}
      aria-activedescendant={at >= 0 ? `${id}-${chosen}` : undefined}
      onKeyDown={onKeyDown}
    >
      <div className={sheet.sheet} role="presentation" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const { process, depth } = rows[item.index] as (typeof rows)[number]
          const line = commandInWords(process)
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys
            // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus
            <div
              key={item.key}
              id={`${id}-${process.pid}`}
              role="option"
              aria-selected={process.pid === chosen}
              aria-setsize={rows.length}
              aria-posinset={item.index + 1}
              className={`${sheet.slot} ${classes.process}`}
              style={{
                transform: `translateY(${item.start}px)`,
                height: ROW_HEIGHT,
                paddingLeft: 8 + INDENT * Math.min(depth, 12),
              }}
              onClick={() => onChoose(process.pid)}
            >
              <code title={line}>{line}</code>
              <span className={classes.dim}>
                {process.pid} · {stateInWords(process.state)}
                {process.threadCount > 1 &&
                  ` · ${plural({ threads: process.threadCount }, { one: '# thread', other: '# threads' })}`}
              </span>
            </div>
          )
        })}
      </div>
    </div>
  )
}
