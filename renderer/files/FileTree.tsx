import { IconChevronRight } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useId, useRef } from 'react'
import { engineWords } from '../language/engine-words.ts'
import sheet from '../parts/Sheet.module.css'
import { modeInWords } from '../words/changes.ts'
import {
  FILES,
  MARKS,
  moreInWords,
  nameInWords,
  ownerInWords,
  sizeInWords,
} from '../words/files.ts'
import classes from './Files.module.css'
import { folderOf } from './path.ts'
import { canOpen, type EntryRow, type TreeRow } from './tree-rows.ts'
import type { Browsing } from './use-browsing.ts'

const ROW_HEIGHT = 24
const INDENT = 16
const PAGE_ROWS = 15

/** Folders and files, each folder opened in its place; only the rows in sight are there. */
export function FileTree({ browsing }: { browsing: Browsing }) {
  const { rows, chosen, more } = browsing
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
  })
  const items = virtual.getVirtualItems()
  const at = rows.findIndex((row) => row.key === chosen?.key)
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' })
  }, [at, virtual])
  const inSight = items.flatMap(({ index }) => {
    const row = rows[index]
    return row?.kind === 'more' ? [row.folder] : []
  })
  const wanted = inSight.join('\0')
  // biome-ignore lint/correctness/useExhaustiveDependencies: what has come to sight is asked for
  useEffect(() => {
    for (const folder of inSight) more(folder)
  }, [wanted, rows.length])
  return (
    <div
      ref={scroller}
      className={classes.tree}
      role="tree"
      aria-label={FILES.tree}
      tabIndex={0}
      data-autofocus
      aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined}
      onKeyDown={(event) => onKey(event, browsing, at)}
    >
      <div className={sheet.sheet} role="presentation" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index] as TreeRow
          return (
            <div
              key={item.key}
              className={sheet.slot}
              role="presentation"
              style={{ transform: `translateY(${item.start}px)`, height: ROW_HEIGHT }}
            >
              {row.kind === 'entry' ? (
                <Entry id={`${id}-${item.index}`} row={row} browsing={browsing} />
              ) : (
                <Said row={row} browsing={browsing} />
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}

function Entry({ id, row, browsing }: { id: string; row: EntryRow; browsing: Browsing }) {
  const { key, entry, depth, open } = row
  const opens = canOpen(entry)
  const mark = entry.mark && MARKS[entry.mark]
  const name = nameInWords(entry)
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus, and says which row is active
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree hears the keys
    <div
      id={id}
      className={classes.row}
      role="treeitem"
      aria-level={depth + 1}
      aria-posinset={row.position}
      aria-setsize={row.total}
      aria-selected={browsing.chosen?.key === key}
      {...(opens && { 'aria-expanded': open })}
      data-mark={entry.mark ?? undefined}
      onClick={() => browsing.choose(key)}
      onDoubleClick={() => enter(row, browsing)}
    >
      <span className={classes.mark} title={mark?.word}>
        <span aria-hidden="true">{mark?.sign}</span>
        {mark && <span className={classes.unseen}>{mark.word}</span>}
      </span>
      <span className={classes.name} style={{ paddingLeft: INDENT * depth }} title={name}>
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: arrows open and close */}
        {/* biome-ignore lint/a11y/noStaticElementInteractions: for the pointer alone */}
        <span
          className={classes.chevron}
          data-open={open || undefined}
          onClick={(event) => {
            event.stopPropagation()
            browsing.choose(key)
            if (opens) browsing.open(key, !open)
          }}
        >
          {opens && <IconChevronRight size={14} aria-hidden="true" />}
        </span>
        <code>{name}</code>
      </span>
      <span className={classes.size}>{sizeInWords(entry)}</span>
      <code className={classes.dim}>{modeInWords(entry)}</code>
      <span className={classes.dim}>{ownerInWords(entry)}</span>
    </div>
  )
}

/** What stands in the place of entries. */
function Said({ row, browsing }: { row: Exclude<TreeRow, EntryRow>; browsing: Browsing }) {
  const words = () => {
    if (row.kind === 'error') return engineWords(row.error.message)
    if (row.kind === 'more') return moreInWords(row.left)
    if (row.note !== 'empty' || !browsing.changed) return FILES[row.note]
    return browsing.hasBase(row.folder) ? FILES.emptyChanged : FILES.untold
  }
  return (
    <div
      className={classes.said}
      role="treeitem"
      aria-level={row.depth + 1}
      aria-disabled="true"
      aria-selected="false"
      data-failed={row.kind === 'error' || undefined}
      style={{ paddingLeft: 40 + INDENT * row.depth }}
      tabIndex={-1}
    >
      {words()}
    </div>
  )
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowUp: -1,
  ArrowDown: 1,
  PageUp: -PAGE_ROWS,
  PageDown: PAGE_ROWS,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
}

function onKey(event: KeyboardEvent, browsing: Browsing, at: number): void {
  if (event.ctrlKey || event.altKey || event.metaKey) return
  const { chosen, rows } = browsing
  const step = STEPS[event.key]
  if (step !== undefined) stepBy(step, browsing, at)
  else if (event.key === 'ArrowRight' && chosen && canOpen(chosen.entry)) {
    if (!chosen.open) browsing.open(chosen.key, true)
    else stepBy(1, browsing, at)
  } else if (event.key === 'ArrowLeft' && chosen) {
    if (chosen.open) browsing.open(chosen.key, false)
    else if (rows.some(({ key }) => key === chosen.folder)) browsing.choose(chosen.folder)
  } else if (event.key === 'Enter' && chosen) enter(chosen, browsing)
  else if (event.key === 'Backspace') upFrom(browsing)
  else return
  event.preventDefault()
}

/** To the next entry that way, past what is only said. */
function stepBy(step: number, { rows, choose }: Browsing, at: number): void {
  const keys = rows.filter(({ kind }) => kind === 'entry').map(({ key }) => key)
  const from = keys.indexOf(rows[at]?.key ?? '')
  const to = from < 0 ? (step < 0 ? keys.length - 1 : 0) : from + step
  choose(keys[Math.max(0, Math.min(keys.length - 1, to))] ?? null)
}

/** Into a folder, or after a link; a file is shown already. */
function enter({ key, entry }: EntryRow, { go }: Browsing): void {
  if (canOpen(entry) || entry.type === 'link') void go(key)
}

/** The folder above is chosen where it is a row, and gone to where it is not. */
function upFrom(browsing: Browsing): void {
  const { chosen, rows, top } = browsing
  const above = chosen?.folder
  if (above && rows.some(({ key }) => key === above)) browsing.choose(above)
  else if (top !== '/') void browsing.go(folderOf(top)).then(() => browsing.choose(top))
}
