import { t } from '@lingui/core/macro'
import { lazy, memo, Suspense } from 'react'
import { OWN_HOST } from '../../shared/hosts.ts'
import { foreignName } from '../../shared/model.ts'
import { FailuresOn } from '../failures/FailuresOn.tsx'
import { Figures } from '../figures/Figures.tsx'
import { graphedForeign } from '../figures/graphed.ts'
import heading from '../inspector/ContainerInspector.module.css'
import type { ForeignContainer } from '../model.ts'
import { Facts } from '../parts/Facts.tsx'
import { Fold } from '../parts/Fold.tsx'
import { StateGlyph } from '../parts/StateGlyph.tsx'
import { useIsReady } from '../store/connection.ts'
import { useHostEntry } from '../store/hosts.ts'
import { formatArgs } from '../words/command-line.ts'
import { foreignLook, makerInWords, NOT_OURS, noteInWords } from '../words/foreign.ts'
import { dateAndTime } from '../words/time.ts'
import classes from './Foreign.module.css'
import { ForeignActions } from './ForeignActions.tsx'
import { ForeignExecs } from './ForeignExecs.tsx'
import { OwnerBadge } from './OwnerBadge.tsx'

const GraphsSection = lazy(() => import('../figures/GraphsSection.tsx'))

/** A container that something else made: what it is and does, and what can be done in it without taking it from its owner. */
export const ForeignInspector = memo(function ForeignInspector({
  container,
}: {
  container: ForeignContainer
}) {
  return (
    <>
      <div className={heading.top}>
        <Heading container={container} />
        <p className={classes.note}>{noteInWords(container)}</p>
        <ForeignActions container={container} />
        <FailuresOn container={container} />
        {container.state !== 'stopped' && <Figures container={container} />}
      </div>
      <Fold name="Graphs" title={t`Graphs`}>
        <Suspense fallback={null}>
          <GraphsSection container={graphedForeign(container)} />
        </Suspense>
      </Fold>
      <Fold name="Processes" title={t`Processes`} aside={container.execs.length || undefined}>
        <ForeignExecs container={container} />
      </Fold>
      <Fold name="Details" title={t`Details`}>
        <Details container={container} />
      </Fold>
    </>
  )
})

function Heading({ container }: { container: ForeignContainer }) {
  const { host, id, state, owner } = container
  const name = foreignName(container)
  const label = useHostEntry(host)?.label ?? host
  const ready = useIsReady(host)
  return (
    <>
      <h2 className={heading.name}>{name}</h2>
      {name !== id && <p className={heading.host}>{id}</p>}
      {host !== OWN_HOST && <p className={heading.host}>{t`on ${label}`}</p>}
      <p className={heading.state}>
        <StateGlyph look={ready ? foreignLook(state) : 'lost'} />
        <span>{ready ? state : t`${{ word: state }} when last seen`}</span>
        <OwnerBadge owner={owner} />
        <span>{NOT_OURS}</span>
      </p>
    </>
  )
}

function Details({ container: of }: { container: ForeignContainer }) {
  return (
    <Facts
      facts={[
        [t`made by`, makerInWords(of.owner)],
        [t`command`, <code key="c">{formatArgs(of.args) || '–'}</code>],
        ['pid', of.pid ?? '–'],
        [t`runtime`, of.runtime],
        [t`root`, of.runtimeRoot],
        [t`bundle`, of.bundle || '–'],
        ['rootfs', of.rootfs],
        [t`created`, of.createdAt ? dateAndTime(of.createdAt) : '–'],
      ]}
    />
  )
}
