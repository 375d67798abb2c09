import { t } from '@lingui/core/macro'
import { useState } from 'react'
import { commandOf } from '../../shared/lifecycle.ts'
import { DISCONNECTED, whyNoDeletion, whyNot } from '../actions/availability.ts'
import { deleteCheckpoint } from '../actions/checkpoints.ts'
import { whyNoLook } from '../actions/looks.ts'
import { askRewind } from '../actions/rewind.ts'
import { useCircumstances } from '../actions/use-circumstances.ts'
import { engineWords } from '../language/engine-words.ts'
import { type Checkpoint, keyOf } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import { useContainer, useContainers } from '../store/containers.ts'
import { useDialogs } from '../store/dialogs.ts'
import { BRANCH_HELP } from '../words/actions.ts'
import { LazySwitch, lazyOptions } from './LazySwitch.tsx'
import classes from './MomentActions.module.css'
import { StoreButton } from './StoreButton.tsx'

const PRE_DUMP = t`a pre-dump is a base for others and cannot be restored`
const ON_ANOTHER = t`it builds on the pages of another checkpoint`

interface Props {
  checkpoint: Checkpoint
  onDone(): void
}

/** What can be done with a moment. */
export function MomentActions({ checkpoint, onDone }: Props) {
  const { name } = checkpoint
  const container = useContainer(keyOf(checkpoint.container))
  const around = useCircumstances(checkpoint.host)
  const show = useDialogs((state) => state.show)
  const gone = t`its container ${{ id: checkpoint.container.id }} is not there any more`
  const unreadable = checkpoint.unreadable && engineWords(checkpoint.unreadable)
  const noPlain = checkpoint.restorable ? unreadable : PRE_DUMP
  const noExport = noPlain ?? (checkpoint.options.parent ? ON_ANOTHER : null)
  const noFork = around.ready ? noPlain : DISCONNECTED
  const noDeletion = useContainers(({ byKey }) => whyNoDeletion(checkpoint, byKey.values(), around))
  const [lazy, setLazy] = useState(true)
  const noLook = whyNoLook(checkpoint, around)
  const noInPlace = noPlain ?? (container ? whyNot('rewind', container, around) : gone)
  return (
    <>
      {noInPlace === null && <LazySwitch host={checkpoint.host} lazy={lazy} onChange={setLazy} />}
      <div className={classes.buttons}>
        <ActionButton
          why={noInPlace}
          tip={container && <code>{commandOf('rewind', container.state, container.id)}</code>}
          onPress={() => {
            onDone()
            if (container) askRewind(container, checkpoint, lazyOptions(lazy))
          }}
        >
          {t`Rewind`}
        </ActionButton>
        <ActionButton
          why={noFork}
          tip={BRANCH_HELP}
          aria-haspopup="dialog"
          onPress={() => {
            onDone()
            show({ kind: 'branch', checkpoint })
          }}
        >
          {t`Branch…`}
        </ActionButton>
        <ActionButton
          why={noLook}
          tip={t`without restoring it`}
          aria-haspopup="dialog"
          onPress={() => {
            onDone()
            show({ kind: 'inside', checkpoint })
          }}
        >
          {t`Look inside…`}
        </ActionButton>
        <ActionButton
          why={noLook}
          tip={t`with another moment, or with now`}
          aria-haspopup="dialog"
          onPress={() => {
            onDone()
            show({ kind: 'compare', checkpoint })
          }}
        >
          {t`Compare…`}
        </ActionButton>
        <ActionButton
          why={noFork}
          tip={t`a second container, beside the first`}
          onPress={() => {
            onDone()
            show({
              kind: 'create',
              preset: {
                host: checkpoint.host,
                source: { kind: 'checkpoint', checkpoint: checkpoint.id },
                namespace: checkpoint.container.namespace,
              },
            })
          }}
        >
          {t`Restore into another…`}
        </ActionButton>
        <ActionButton
          why={around.ready ? noExport : DISCONNECTED}
          tip={t`to one file, in Podman’s layout`}
          aria-haspopup="dialog"
          onPress={() => {
            onDone()
            show({ kind: 'export', what: { kind: 'checkpoint', checkpoint } })
          }}
        >
          {t`Export…`}
        </ActionButton>
        <StoreButton checkpoint={checkpoint} />
        <LogButton checkpoint={checkpoint} path={`${checkpoint.workPath}/dump.log`} onDone={onDone}>
          {t`View log`}
        </LogButton>
        {checkpoint.restoreLog !== null && (
          <LogButton checkpoint={checkpoint} path={checkpoint.restoreLog} onDone={onDone}>
            {t`View restore log`}
          </LogButton>
        )}
        <Confirm
          label={t`Delete ${name}?`}
          lost={t`The moment that it holds is gone for good.`}
          action={t`Delete ${name}`}
          onConfirm={() => {
            onDone()
            void deleteCheckpoint(checkpoint)
          }}
        >
          {(ask) => (
            <ActionButton why={noDeletion} onPress={ask}>
              {t`Delete checkpoint`}
            </ActionButton>
          )}
        </Confirm>
      </div>
    </>
  )
}

interface LogProps {
  checkpoint: Checkpoint
  path: string
  children: string
  onDone(): void
}

function LogButton({ checkpoint: { host }, path, children, onDone }: LogProps) {
  const show = useDialogs((state) => state.show)
  return (
    <ActionButton
      why={null}
      onPress={() => {
        onDone()
        show({ kind: 'log', host, path })
      }}
    >
      {children}
    </ActionButton>
  )
}
