import { t } from '@lingui/core/macro'
import { Progress, UnstyledButton } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { memo } from 'react'
import { OWN_HOST } from '../../shared/hosts.ts'
import { calledName } from '../../shared/model.ts'
import { goTo, goToConsole } from '../actions/navigate.ts'
import { FailuresOn, useFailedPlaces } from '../failures/FailuresOn.tsx'
import { engineWords } from '../language/engine-words.ts'
import { type Container, keyOf } from '../model.ts'
import { Name } from '../parts/Name.tsx'
import { StateGlyph } from '../parts/StateGlyph.tsx'
import { useNow } from '../parts/use-now.ts'
import { useIsReady } from '../store/connection.ts'
import { useHostEntry } from '../store/hosts.ts'
import { useLayout } from '../store/layout.ts'
import { useRunningOn } from '../store/running.ts'
import { useSelection } from '../store/selection.ts'
import { filledPercent } from '../words/filling.ts'
import { networkAside } from '../words/network.ts'
import { restartWords } from '../words/restarts.ts'
import { describeContainer } from '../words/state.ts'
import { ago } from '../words/time.ts'
import classes from './ContainerRow.module.css'
import { RowFigures } from './RowFigures.tsx'

/** The document id of a container's row. */
export const rowId = (key: string) => `row ${key}`.replaceAll(/[^\w-]/g, '_')

interface Props {
  container: Container
  selected: boolean
  marked: boolean
  inGroup: boolean
  position: number
  total: number
}

/**
 * Drawn anew only when its own container changed, for hundreds stand beside it. Glyph, name, state and
 * since when; what is under way in it; the failure where the inspector does not show it.
 */
export const ContainerRow = memo(function ContainerRow({
  container,
  selected,
  marked,
  inGroup,
  position,
  total,
}: Props) {
  const key = keyOf(container)
  const name = calledName(container)
  const { toggleMark, markTo } = useSelection.getState()
  const { look, word, since } = describeContainer(container, useNow())
  const inspector = useLayout((state) => state.inspector)
  const figures = useLayout((state) => state.figures)
  const ready = useIsReady(container.host)
  const { host, filling } = container
  const memory = filling ? t`memory ${{ percent: filledPercent(filling) }} %` : undefined
  const hostLabel = useHostEntry(host)?.label
  const on = host === OWN_HOST ? '' : t`on ${{ host: hostLabel ?? host }}`
  const ports = container.pid === null ? undefined : networkAside(container)
  const failed = useFailedPlaces(container).length > 0 && !(selected && inspector)
  return (
    <>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the listbox has the keyboard */}
      <div
        id={rowId(key)}
        role="option"
        tabIndex={-1}
        className={classes.row}
        aria-selected={selected || marked}
        aria-posinset={position}
        aria-setsize={total}
        aria-label={[label(container), word, on, !ready && t`connection lost`]
          .filter(Boolean)
          .join(', ')}
        data-dim={!ready || undefined}
        data-selected={selected || undefined}
        data-marked={marked || undefined}
        data-in-group={inGroup || undefined}
        title={name.length > 24 || name !== container.id ? container.id : undefined}
        onClick={(event) => {
          if (event.shiftKey) markTo(key)
          else if (event.ctrlKey) toggleMark(key)
          else goTo(container)
        }}
        onDoubleClick={() => goToConsole(container)}
      >
        <span className={classes.glyph}>
          {marked ? <IconCheck size={14} aria-hidden="true" /> : <StateGlyph look={look} />}
        </span>
        <span className={classes.name}>
          <Name>{name}</Name>
        </span>
        <span className={classes.state} data-look={look}>
          {container.busy ? (
            <Busy container={container} />
          ) : (
            [word, memory ?? restartWords(container) ?? since, ports].filter(Boolean).join(' · ')
          )}
        </span>
        {figures && ready && container.pid !== null && <RowFigures container={container} />}
        {filling && (
          <Progress
            className={classes.filling}
            size={2}
            value={filledPercent(filling)}
            aria-hidden
          />
        )}
      </div>
      {failed && (
        <div className={classes.failure}>
          <FailuresOn container={container} />
        </div>
      )}
    </>
  )
})

/** By both its names, where it has two. */
const label = ({ id, naming }: Container) => (naming.name ? `${id}, ${naming.name}` : id)

/** The phase of what is under way; cancel where this window started it. */
function Busy({ container }: { container: Container }) {
  const now = useNow()
  const running = useRunningOn(container)
  const { busy } = container
  if (!busy) return null
  return (
    <span className={classes.busy}>
      <span className={classes.phase}>
        {engineWords(running?.progress?.phase ?? busy.phase)} · {ago(busy.since, now)}
      </span>
      {running && !running.noCancel && (
        <UnstyledButton
          tabIndex={-1}
          className={classes.cancel}
          onClick={(event) => {
            event.stopPropagation()
            running.cancel()
          }}
        >
          {running.cancelling ? t`Cancelling…` : t`Cancel`}
        </UnstyledButton>
      )}
    </span>
  )
}
