import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react'
import { goTo, goToConsole, goToGroup } from '../actions/navigate.ts'
import { groupKey, groupOf } from '../groups/group.ts'
import { type Container, keyOf } from '../model.ts'
import sheet from '../parts/Sheet.module.css'
import { useLayout } from '../store/layout.ts'
import { listed, useSelection } from '../store/selection.ts'
import classes from './ContainerList.module.css'
import { ContainerRow, rowId } from './ContainerRow.tsx'
import { GroupHeading } from './GroupHeading.tsx'
import { HostHeading } from './HostHeading.tsx'
import { type Choice, type Line, type Move, moved } from './rows.ts'

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

/** The rows: arrows move, Enter goes to the console, Space chooses several, as Shift with an arrow does; left and right fold a group. Only what is in sight is in the document. */
export function ContainerList({ lines }: { lines: readonly Line[] }) {
  const scroller = useRef<HTMLDivElement>(null)
  const { selected, marked, toggleMark, mark, clearMarks } = useSelection()
  const fold = useLayout((state) => state.fold)
  const choices = useMemo(() => lines.filter(isChoice), [lines])
  const keys = useMemo(() => choices.map(({ key }) => key), [choices])
  const isMarked = useMemo(() => new Set(marked), [marked])
  const placeOf = useMemo(() => new Map(keys.map((key, index) => [key, index + 1])), [keys])
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (lines[index]?.kind === 'row' ? ROW_HEIGHT : HEADING_HEIGHT),
    getItemKey: (index) => lineKey(lines[index] as Line),
    overscan: 8,
  })

  const selectedLine = lines.findIndex((line) => isChoice(line) && line.key === selected)
  useEffect(() => {
    if (selectedLine >= 0) virtual.scrollToIndex(selectedLine, { align: 'auto' })
  }, [selectedLine, virtual])

  useEffect(() => {
    listed.keys = choices.flatMap((choice) => membersIn(choice).map(keyOf))
    return () => {
      listed.keys = []
    }
  }, [choices])

  const at = (key: string | null) => choices.find((choice) => choice.key === key)

  const onKeyDown = (event: KeyboardEvent) => {
    const move = MOVES[event.key]
    const current = at(selected)
    if (move && event.shiftKey) {
      const to = at(moved(keys, selected, move))
      if (current && to) mark([...membersIn(current), ...membersIn(to)].map(keyOf))
      choose(to)
    } else if (move) choose(at(moved(keys, selected, move)))
    else if (event.key === 'Enter' && current) enter(current)
    else if (event.key === ' ' && current) {
      for (const one of membersIn(current)) toggleMark(keyOf(one))
    } else if (event.key === 'ArrowLeft' && current) {
      // From a member to its group, and from there it folds.
      if (current.kind === 'group') fold(current.key, true)
      else choose(at(groupKeyOf(current.container)))
    } else if (event.key === 'ArrowRight' && current?.kind === 'group') fold(current.key, false)
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
      <div className={sheet.sheet} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const line = lines[item.index] as Line
          return (
            <div
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              className={sheet.slot}
              role="presentation"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              {line.kind === 'group' ? (
                <GroupHeading
                  line={line}
                  selected={line.key === selected}
                  position={placeOf.get(line.key) ?? 0}
                  total={keys.length}
                />
              ) : line.kind === 'host' ? (
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
                  marked={isMarked.has(line.key)}
                  inGroup={line.inGroup}
                  position={placeOf.get(line.key) ?? 0}
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

const isChoice = (line: Line): line is Choice => line.kind === 'row' || line.kind === 'group'

const membersIn = (choice: Choice) =>
  choice.kind === 'group' ? choice.members : [choice.container]

const groupKeyOf = (container: Container) => {
  const group = groupOf(container)
  return group && groupKey(group)
}

function choose(choice: Choice | undefined): void {
  if (choice?.kind === 'group') goToGroup(choice.group)
  else if (choice) goTo(choice.container)
}

/** A container's console; a group folds, or shows its members. */
function enter(choice: Choice): void {
  if (choice.kind === 'row') goToConsole(choice.container)
  else useLayout.getState().fold(choice.key, !choice.folded)
}

function lineKey(line: Line): string {
  if (isChoice(line)) return line.key
  return line.kind === 'host' ? `host ${line.host}` : `heading ${line.host} ${line.namespace}`
}
