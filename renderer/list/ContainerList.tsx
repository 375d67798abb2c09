import { t } from '@lingui/core/macro'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react'
import { goToForeign } from '../actions/foreign.ts'
import { goTo, goToConsole, goToGroup } from '../actions/navigate.ts'
import { ForeignRow } from '../foreign/ForeignRow.tsx'
import { groupKey, groupOf } from '../groups/group.ts'
import { type Container, keyOf } from '../model.ts'
import sheet from '../parts/Sheet.module.css'
import { useLayout } from '../store/layout.ts'
import { listed, useSelection } from '../store/selection.ts'
import { OWNERS } from '../words/foreign.ts'
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
    estimateSize: (index) => (isRow(lines[index]) ? ROW_HEIGHT : HEADING_HEIGHT),
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
      else if (current.kind === 'row') choose(at(groupKeyOf(current.container)))
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
      aria-label={t`Containers`}
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
              ) : line.kind === 'heading' || line.kind === 'owner' ? (
                <div className={classes.heading} role="presentation">
                  <span>{line.kind === 'owner' ? OWNERS[line.owner].heading : line.namespace}</span>
                  <span>{line.count}</span>
                </div>
              ) : line.kind === 'foreign' ? (
                <ForeignRow
                  container={line.container}
                  selected={line.key === selected}
                  position={keys.indexOf(line.key) + 1}
                  total={keys.length}
                />
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

const isRow = (line: Line | undefined) => line?.kind === 'row' || line?.kind === 'foreign'

const isChoice = (line: Line): line is Choice => isRow(line) || line.kind === 'group'

/** Those that can be acted on together: not so what is somebody else's. */
function membersIn(choice: Choice): readonly Container[] {
  if (choice.kind === 'foreign') return []
  return choice.kind === 'group' ? choice.members : [choice.container]
}

const groupKeyOf = (container: Container) => {
  const group = groupOf(container)
  return group && groupKey(group)
}

function choose(choice: Choice | undefined): void {
  if (choice?.kind === 'group') goToGroup(choice.group)
  else if (choice?.kind === 'foreign') goToForeign(choice.container)
  else if (choice) goTo(choice.container)
}

/** A container's console; a group folds, or shows its members. */
function enter(choice: Choice): void {
  if (choice.kind === 'row') goToConsole(choice.container)
  else if (choice.kind === 'group') useLayout.getState().fold(choice.key, !choice.folded)
  else goToForeign(choice.container)
}

function lineKey(line: Line): string {
  if (isChoice(line)) return line.key
  if (line.kind === 'host') return `host ${line.host}`
  const of = line.kind === 'owner' ? `owner ${line.owner}` : line.namespace
  return `heading ${line.host} ${of}`
}
