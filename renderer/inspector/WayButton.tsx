import { t } from '@lingui/core/macro'
import { useMemo } from 'react'
import type { Why } from '../actions/availability.ts'
import { useCircumstances } from '../actions/use-circumstances.ts'
import { type Container, keyOf } from '../model.ts'
import { useCheckpointsOf } from '../store/checkpoints.ts'
import { ACTION_WORDS } from './action-words.ts'
import { goes, nodeOf, type Way } from './diagram.ts'
import { OneAction } from './OneAction.tsx'
import classes from './StateDiagram.module.css'
import { whyNotShown } from './why-not-shown.ts'

interface Props {
  way: Way
  container: Container
}

/** A word at an arrow: the button that goes it, or what happens by itself. */
export function WayButton({ way, container }: Props) {
  const { from, to, by } = way
  const around = useCircumstances(container.host)
  const all = useCheckpointsOf(keyOf(container))
  const checkpoints = useMemo(() => all.filter(({ restorable }) => restorable), [all])
  const here = nodeOf(container.state) === from
  const word = ACTION_WORDS[by]
  if (by === 'exit' || !isShown(by)) {
    return (
      <span className={classes.itself} data-open={here || undefined}>
        {word}
      </span>
    )
  }
  const why: Why =
    whyNotShown(by, container, around, checkpoints) ??
    (here
      ? null
      : t`it leads from ${from}, and ${{ id: container.id }} is ${{ state: container.status }}`)
  const going = goes(container, way)
  const face = {
    children: word,
    className: `${classes.way} ${going ? classes.going : ''}`,
    size: 'compact-xs' as const,
    // A part of the diagram's width, as its words are.
    px: '1.7cqw',
    'aria-label': from === to ? t`${word}: while ${from}` : t`${word}: from ${from} to ${to}`,
  }
  return <OneAction action={by} {...{ container, checkpoints, why, face }} />
}

/** Those ways that an action of the inspector goes. */
const isShown = (by: Exclude<Way['by'], 'exit'>) =>
  by !== 'exec' && by !== 'resize' && by !== 'update' && by !== 'recreate'
