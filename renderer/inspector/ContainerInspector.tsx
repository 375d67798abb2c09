import { t } from '@lingui/core/macro'
import { lazy, memo, Suspense } from 'react'
import { OWN_HOST } from '../../shared/hosts.ts'
import { calledName } from '../../shared/model.ts'
import { FailureCard } from '../failures/FailureCard.tsx'
import { FailuresOn } from '../failures/FailuresOn.tsx'
import { Figures } from '../figures/Figures.tsx'
import { type Container, keyOf } from '../model.ts'
import { ChangesSection } from '../outgoing/ChangesSection.tsx'
import { Fold } from '../parts/Fold.tsx'
import { StateGlyph } from '../parts/StateGlyph.tsx'
import { useNow } from '../parts/use-now.ts'
import { useCheckpointsOf } from '../store/checkpoints.ts'
import { useIsReady } from '../store/connection.ts'
import { useHostEntry } from '../store/hosts.ts'
import { exitInFull } from '../words/exit.ts'
import { networkAside } from '../words/network.ts'
import { describeContainer } from '../words/state.ts'
import { Actions } from './Actions.tsx'
import { CheckpointList } from './CheckpointList.tsx'
import classes from './ContainerInspector.module.css'
import { Details } from './Details.tsx'
import { End } from './End.tsx'
import { ExecList } from './ExecList.tsx'
import { FillingBar } from './FillingBar.tsx'
import { LimitsForm } from './LimitsForm.tsx'
import { MountList } from './MountList.tsx'
import { NamingForm } from './NamingForm.tsx'
import { NetworkView } from './NetworkView.tsx'
import { RestartNote } from './RestartNote.tsx'
import { SecurityView } from './SecurityView.tsx'
import { SpecView } from './SpecView.tsx'
import { StateDiagram } from './StateDiagram.tsx'
import { UnderWay } from './UnderWay.tsx'

// Read once they are wanted: what draws them is as large as the inspector.
const GraphsSection = lazy(() => import('../figures/GraphsSection.tsx'))

interface Props {
  container: Container
}

/** One container: state, actions, diagram, figures, then what folds. */
export const ContainerInspector = memo(function ContainerInspector({ container }: Props) {
  const key = keyOf(container)
  const checkpoints = useCheckpointsOf(key)
  return (
    <>
      <div className={classes.top}>
        <Heading container={container} />
        <UnderWay container={container} />
        <FillingBar container={container} />
        <Actions container={container} />
        <FailuresOn container={container} />
        {container.problem && (
          <FailureCard
            failure={{
              what: t`Something went wrong by itself`,
              error: container.problem,
              host: container.host,
            }}
          />
        )}
        {container.status === 'stopped' && container.exit?.problem && (
          <FailureCard
            failure={{
              what: container.exit.reason === 'exited' ? t`It did not run` : t`It was ended`,
              error: container.exit.problem,
              host: container.host,
            }}
          />
        )}
        <RestartNote container={container} />
        <StateDiagram container={container} />
        {container.status !== 'stopped' && <Figures container={container} />}
        <End container={container} />
      </div>
      <Fold name="Graphs" title={t`Graphs`}>
        <Suspense fallback={null}>
          <GraphsSection container={container} />
        </Suspense>
      </Fold>
      <Fold name="Limits" title={t`Limits`}>
        <LimitsForm container={container} />
      </Fold>
      <Fold name="Network" title={t`Network`} aside={networkAside(container)}>
        <NetworkView container={container} />
      </Fold>
      <Fold name="Processes" title={t`Processes`} aside={container.execs.length || undefined}>
        <ExecList container={container} />
      </Fold>
      <Fold name="Checkpoints" title={t`Checkpoints`} aside={checkpoints.length || undefined}>
        <CheckpointList container={container} checkpoints={checkpoints} />
      </Fold>
      <Fold name="Mounts" title={t`Mounts`}>
        <MountList container={container} />
      </Fold>
      <Fold
        name="Name, group & labels"
        title={t`Name, group & labels`}
        aside={container.naming.group}
      >
        <NamingForm key={JSON.stringify(container.naming)} container={container} />
      </Fold>
      <Fold name="Changes" title={t`Changes`}>
        <ChangesSection container={container} />
      </Fold>
      <Fold name="Details" title={t`Details`}>
        <Details container={container} />
      </Fold>
      <Fold name="Security" title={t`Security`}>
        <SecurityView container={container} />
      </Fold>
      <Fold name="Spec" title={t`Spec`} aside="config.json">
        <SpecView container={container} />
      </Fold>
    </>
  )
})

function Heading({ container }: { container: Container }) {
  const { look, word, since } = describeContainer(container, useNow())
  const label = useHostEntry(container.host)?.label ?? container.host
  const ready = useIsReady(container.host)
  return (
    <>
      <h2 className={classes.name}>{calledName(container)}</h2>
      {container.naming.name && <p className={classes.host}>{container.id}</p>}
      {container.host !== OWN_HOST && <p className={classes.host}>{t`on ${label}`}</p>}
      <p className={classes.state}>
        <StateGlyph look={ready ? look : 'lost'} />
        <span>{ready ? `${word} · ${since}` : t`${word} when last seen`}</span>
      </p>
      {container.exit && container.status === 'stopped' && (
        <p className={classes.exit}>{exitInFull(container.exit)}</p>
      )}
    </>
  )
}
