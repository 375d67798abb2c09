import { t } from '@lingui/core/macro'
import { memo } from 'react'
import { foreignName } from '../../shared/model.ts'
import { goToForeign } from '../actions/foreign.ts'
import { FailuresOn, useFailedPlaces } from '../failures/FailuresOn.tsx'
import row from '../list/ContainerRow.module.css'
import { rowId } from '../list/ContainerRow.tsx'
import { RowFigures } from '../list/RowFigures.tsx'
import { type ForeignContainer, keyOf } from '../model.ts'
import { Name } from '../parts/Name.tsx'
import { StateGlyph } from '../parts/StateGlyph.tsx'
import { useIsReady } from '../store/connection.ts'
import { useLayout } from '../store/layout.ts'
import { formatArgs } from '../words/command-line.ts'
import { foreignLook, NOT_OURS, OWNERS } from '../words/foreign.ts'
import classes from './Foreign.module.css'
import { OwnerBadge } from './OwnerBadge.tsx'

interface Props {
  container: ForeignContainer
  selected: boolean
  position: number
  total: number
}

/** A container that something else made, among ours and never taken for one. */
export const ForeignRow = memo(function ForeignRow({
  container,
  selected,
  position,
  total,
}: Props) {
  const key = keyOf(container)
  const name = foreignName(container)
  const { state, owner, args, id, pid } = container
  const inspector = useLayout((layout) => layout.inspector)
  const figures = useLayout((layout) => layout.figures)
  const ready = useIsReady(container.host)
  const told = `${name}, ${state}, ${OWNERS[owner].heading}, ${NOT_OURS}`
  const failed = useFailedPlaces(container).length > 0 && !(selected && inspector)
  return (
    <>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the listbox has the keyboard */}
      <div
        id={rowId(key)}
        role="option"
        tabIndex={-1}
        className={row.row}
        aria-selected={selected}
        aria-posinset={position}
        aria-setsize={total}
        aria-label={ready ? told : t`${told}, connection lost`}
        data-dim={!ready || undefined}
        data-selected={selected || undefined}
        title={name === id ? undefined : id}
        onClick={() => goToForeign(container)}
      >
        <span className={row.glyph}>
          <StateGlyph look={foreignLook(state)} />
        </span>
        <span className={classes.named}>
          <Name>{name}</Name>
          <OwnerBadge owner={owner} />
        </span>
        <span className={row.state}>{[state, formatArgs(args)].filter(Boolean).join(' · ')}</span>
        {figures && ready && pid !== null && <RowFigures container={container} />}
      </div>
      {failed && (
        <div className={row.failure}>
          <FailuresOn container={container} />
        </div>
      )}
    </>
  )
})
