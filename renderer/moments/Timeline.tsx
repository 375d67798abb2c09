import { t } from '@lingui/core/macro'
import { Tooltip } from '@mantine/core'
import { IconPinFilled } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { isAutomatic } from '../../shared/model.ts'
import { goTo } from '../actions/navigate.ts'
import { engineWords } from '../language/engine-words.ts'
import { type Container, keyOf } from '../model.ts'
import { StateGlyph } from '../parts/StateGlyph.tsx'
import { useNow } from '../parts/use-now.ts'
import { triggerInWords } from '../words/moments.ts'
import { bytes } from '../words/sizes.ts'
import { describeContainer } from '../words/state.ts'
import { clock } from '../words/time.ts'
import { LANE_PX, LINE_PX, MomentLines } from './MomentLines.tsx'
import classes from './Timeline.module.css'
import type { MomentTree, Place, PlacedMoment, PlacedNow } from './tree.ts'
import { useScrub } from './use-scrub.ts'

interface Props {
  tree: MomentTree
  container: Container
  /** id of the moment that is shown */
  opened: string | null
  onOpen(id: string | null): void
}

/** The tree as it is drawn: a column for each moment, a lane for each branch; it scrolls where there are many. */
export function Timeline({ tree, container, opened, onOpen }: Props) {
  const scroller = useRef<HTMLDivElement>(null)
  const { onKeyDown, onPointerDown, onPointerMove, tabStop } = useScrub(tree, opened, onOpen)
  const columns = tree.columns + 1
  // What is new comes at the right.
  // biome-ignore lint/correctness/useExhaustiveDependencies: for each new column
  useEffect(() => {
    scroller.current?.scrollTo({ left: scroller.current.scrollWidth })
  }, [columns])
  return (
    <div ref={scroller} className={classes.scroller}>
      <ol
        className={classes.tree}
        style={{
          height: tree.lanes * LANE_PX,
          ['--columns' as string]: columns,
        }}
        onKeyDown={onKeyDown}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
      >
        <MomentLines tree={tree} />
        {tree.moments.map((moment) => (
          <Moment
            key={moment.checkpoint.id}
            moment={moment}
            opened={moment.checkpoint.id === opened}
            tabStop={moment.checkpoint.id === tabStop}
            isOwn={keyOf(moment.checkpoint.container) === keyOf(container)}
            onToggle={() => onOpen(moment.checkpoint.id === opened ? null : moment.checkpoint.id)}
          />
        ))}
        {tree.nows.map((now) => (
          <Now
            key={keyOf(now.container)}
            now={now}
            isOwn={keyOf(now.container) === keyOf(container)}
          />
        ))}
      </ol>
    </div>
  )
}

const at = ({ column, lane }: Place) => ({
  top: lane * LANE_PX,
  ['--column' as string]: column,
})

interface MomentProps {
  moment: PlacedMoment
  opened: boolean
  tabStop: boolean
  /** taken of the container that is looked at */
  isOwn: boolean
  onToggle(): void
}

function Moment({ moment, opened, tabStop, isOwn, onToggle }: MomentProps) {
  const { checkpoint } = moment
  const { name, container, trigger, pinned, note } = checkpoint
  const facts = [
    clock(checkpoint.createdAt),
    bytes(checkpoint.size),
    ...(isOwn ? [] : [t`of ${{ id: container.id }}`]),
    triggerInWords(trigger),
    pinned ? t`pinned` : null,
    checkpoint.storing ? engineWords(checkpoint.storing.phase) : null,
    checkpoint.stored ? t`stored as a difference` : null,
    checkpoint.unreadable && engineWords(checkpoint.unreadable),
  ]
    .filter((fact) => fact !== null)
    .join(' · ')
  return (
    <li className={classes.place} style={at(moment)}>
      <Tooltip label={[`${name} · ${facts}`, note].filter(Boolean).join('\n')} disabled={opened}>
        <button
          type="button"
          className={classes.dot}
          style={{ top: LINE_PX }}
          data-moment={checkpoint.id}
          data-base={!checkpoint.restorable || undefined}
          data-stored={checkpoint.stored !== null || undefined}
          data-other={!isOwn || undefined}
          data-automatic={isAutomatic(trigger) || undefined}
          aria-label={t`Checkpoint ${name}, ${facts}`}
          aria-expanded={opened}
          tabIndex={tabStop ? 0 : -1}
          onClick={onToggle}
        />
      </Tooltip>
      <span className={classes.name} data-opened={opened || undefined}>
        {pinned && <IconPinFilled size={10} aria-hidden="true" />}
        {name}
      </span>
    </li>
  )
}

/** Where a container stands; another one’s is a way to it. */
function Now({ now, isOwn }: { now: PlacedNow; isOwn: boolean }) {
  const { container } = now
  const { look, word } = describeContainer(container, useNow())
  return (
    <li className={classes.place} style={at(now)}>
      {isOwn ? (
        <span className={classes.now} style={{ top: LINE_PX }}>
          <StateGlyph look={look} /> {container.status === 'stopped' ? t`ended` : t`now`}
        </span>
      ) : (
        <button
          type="button"
          className={classes.now}
          style={{ top: LINE_PX }}
          aria-label={t`Go to ${{ id: container.id }}, ${word}`}
          onClick={() => goTo(container)}
        >
          <StateGlyph look={look} /> {container.id}
        </button>
      )}
    </li>
  )
}
