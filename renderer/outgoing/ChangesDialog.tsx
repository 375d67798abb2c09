import { t } from '@lingui/core/macro'
import { SegmentedControl, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'
import type { Change, ChangeKind, Changes } from '../../shared/model.ts'
import { changesPlace } from '../actions/outgoing.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import type { ContainerRef } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { DialogFoot } from '../parts/DialogFoot.tsx'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import sheet from '../parts/Sheet.module.css'
import { useDialogs } from '../store/dialogs.ts'
import { changesInWords, matchingInWords, modeInWords } from '../words/changes.ts'
import { bytes } from '../words/sizes.ts'
import { clock } from '../words/time.ts'
import classes from './Outgoing.module.css'
import { type ShownChanges, useChanges } from './use-changes.ts'

const ROW_HEIGHT = 24
const TYPING_MS = 200
const KINDS: Readonly<Record<ChangeKind | 'all', string>> = {
  all: t`all`,
  added: t`added`,
  changed: t`changed`,
  removed: t`removed`,
}

const TYPES: Readonly<Record<Change['type'], string>> = {
  file: t`file`,
  folder: t`folder`,
  link: t`link`,
  device: t`device`,
  fifo: 'fifo',
  socket: t`socket`,
}

interface Props {
  container: ContainerRef
  onClose(): void
}

/** Every change of a container in its image's files, however many. */
export function ChangesDialog({ container, onClose }: Props) {
  const [typed, setTyped] = useState('')
  const [filter] = useDebouncedValue(typed, TYPING_MS)
  const [kind, setKind] = useState<ChangeKind | 'all'>('all')
  const [round, setRound] = useState(0)
  const changes = useChanges(container, filter, kind, round)
  const show = useDialogs((state) => state.show)
  const commit = () => {
    onClose()
    show({ kind: 'commit', container })
  }
  return (
    <DialogFrame onClose={onClose} size={760} title={t`Changes of ${{ id: container.id }}`}>
      {changes.first && <Summary changes={changes.first} />}
      <div className={classes.filters}>
        <TextInput
          aria-label={t`Part of a path`}
          placeholder={t`part of a path`}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          spellCheck={false}
          data-autofocus
        />
        <SegmentedControl
          aria-label={t`Which changes`}
          data={Object.entries(KINDS).map(([value, label]) => ({ value, label }))}
          value={kind}
          onChange={(value) => setKind(value as ChangeKind | 'all')}
        />
      </div>
      <FailureAt place={changesPlace(container)} />
      <Rows changes={changes} />
      <DialogFoot>
        <ActionButton why={null} onPress={() => setRound(round + 1)}>
          {t`Look again`}
        </ActionButton>
        <ActionButton variant="filled" why={null} aria-haspopup="dialog" onPress={commit}>
          {t`New image…`}
        </ActionButton>
      </DialogFoot>
    </DialogFrame>
  )
}

function Summary({ changes: { total, at, way, truncated } }: { changes: Changes }) {
  return (
    <p className={classes.what}>
      {[
        t`${{ changes: changesInWords(total) }}, at ${{ time: clock(at) }}.`,
        way === 'compared' &&
          t`It has a copy of its image’s files: what differs in type, size, mode, owner or time is shown.`,
        truncated && t`There are more than are looked at.`,
      ]
        .filter(Boolean)
        .join(' ')}
    </p>
  )
}

function Rows({ changes }: { changes: ShownChanges }) {
  const { first, at, need } = changes
  const scroller = useRef<HTMLElement>(null)
  const virtual = useVirtualizer({
    count: first?.matching ?? 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
  })
  const items = virtual.getVirtualItems()
  const from = items[0]?.index ?? 0
  const to = items.at(-1)?.index ?? 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: what has come to sight is asked for
  useEffect(() => need(from, to), [from, to, first])
  return (
    <>
      <p className={classes.matching} role="status">
        {first ? matchingInWords(first.matching, first.total) : t`looking…`}
      </p>
      <section
        ref={scroller}
        className={classes.scroller}
        aria-label={t`List of changes`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it
        tabIndex={0}
      >
        <ul className={sheet.sheet} style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => (
            <li
              key={item.key}
              className={sheet.slot}
              style={{ transform: `translateY(${item.start}px)`, height: ROW_HEIGHT }}
            >
              <Row change={at(item.index)} />
            </li>
          ))}
        </ul>
      </section>
    </>
  )
}

function Row({ change }: { change: Change | undefined }) {
  if (!change) return <span className={classes.row}>…</span>
  return (
    <span className={classes.row} data-change={change.change}>
      <span className={classes.kind}>{KINDS[change.change]}</span>
      <code className={classes.path} title={change.path}>
        {change.path}
        {change.type === 'folder' && '/'}
      </code>
      <span className={classes.size}>
        {change.type === 'file' ? bytes(change.size) : TYPES[change.type]}
      </span>
      <code className={classes.mode}>{modeInWords(change)}</code>
    </span>
  )
}
