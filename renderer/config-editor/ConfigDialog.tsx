import { t } from '@lingui/core/macro'
import { Button, SegmentedControl, Skeleton } from '@mantine/core'
import { useState } from 'react'
import type { ConfigProblem } from '../../shared/model.ts'
import { whyNot } from '../actions/availability.ts'
import { recreate } from '../actions/config.ts'
import { useCircumstances } from '../actions/use-circumstances.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { type Container, type ContainerRef, keyOf } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import { DialogFoot } from '../parts/DialogFoot.tsx'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import { Runs } from '../parts/Runs.tsx'
import { useContainer } from '../store/containers.ts'
import type { Draft } from '../store/drafts.ts'
import { useFailure } from '../store/failures.ts'
import { useOnHost } from '../store/hosts.ts'
import { configPlace } from '../store/places.ts'
import { useRunningAt } from '../store/running.ts'
import { CONFIG_WORDS, errorsInWords, lostInWords, recreateCommands } from '../words/config.ts'
import classes from './ConfigEditor.module.css'
import { Difference } from './Difference.tsx'
import { Editor } from './Editor.tsx'
import { ProblemList } from './ProblemList.tsx'
import { useConfig } from './use-config.ts'

const NONE: readonly ConfigProblem[] = []

interface Props {
  container: ContainerRef
  onClose(): void
}

/** A container's config.json under one's own hands, and the container anew with it. */
export default function ConfigDialog({ container: ref, onClose }: Props) {
  const container = useContainer(keyOf(ref))
  return (
    <DialogFrame
      onClose={onClose}
      size={1240}
      title={useOnHost(t`Edit the config.json of ${{ id: ref.id }}`, ref.host)}
    >
      {container ? <Form container={container} /> : <p>{CONFIG_WORDS.gone(ref.id)}</p>}
    </DialogFrame>
  )
}

function Form({ container }: { container: Container }) {
  const { draft, problems, isChecked, round, resumed, edit, begin } = useConfig(container)
  const [view, setView] = useState<'text' | 'difference'>('text')
  const [shown, setShown] = useState<{ problem: ConfigProblem } | null>(null)
  const place = configPlace(container)
  const isOutdated = useFailure(place)?.error.field === 'basedOn'
  if (!draft) {
    return (
      <>
        <FailureAt place={place} />
        <Skeleton height={320} />
      </>
    )
  }
  return (
    <div className={classes.form}>
      <div className={classes.tools}>
        <SegmentedControl
          aria-label={t`Show`}
          value={view}
          onChange={(value) => setView(value as typeof view)}
          data={[
            { value: 'text', label: CONFIG_WORDS.text },
            { value: 'difference', label: CONFIG_WORDS.difference },
          ]}
        />
        <span className={classes.hint}>{resumed ? CONFIG_WORDS.resumed : CONFIG_WORDS.keys}</span>
        <StartOver draft={draft} onStart={() => void begin(false)} />
      </div>
      <div className={classes.body}>
        {view === 'text' ? (
          <Editor
            key={round}
            text={draft.text}
            problems={problems ?? NONE}
            shown={shown}
            onChange={edit}
          />
        ) : (
          <Difference draft={draft} />
        )}
      </div>
      <ProblemList
        problems={problems}
        onShow={(problem) => {
          setView('text')
          setShown({ problem })
        }}
      />
      <FailureAt place={place} />
      {isOutdated && (
        <Button
          variant="default"
          className={classes.rebase}
          onClick={() => void begin(true).then(() => setView('difference'))}
        >
          {CONFIG_WORDS.rebase}
        </Button>
      )}
      <Lost container={container} />
      <Runs commands={recreateCommands(container)} />
      <DialogFoot>
        <RecreateButton {...{ container, draft }} problems={isChecked ? problems : null} />
      </DialogFoot>
    </div>
  )
}

function StartOver({ draft, onStart }: { draft: Draft; onStart(): void }) {
  if (draft.text === draft.basedOn) return null
  return (
    <Confirm
      label={CONFIG_WORDS.startOver}
      lost={CONFIG_WORDS.startOverLost}
      action={CONFIG_WORDS.startOver}
      onConfirm={onStart}
    >
      {(ask) => (
        <Button variant="default" onClick={ask}>
          {CONFIG_WORDS.startOver}
        </Button>
      )}
    </Confirm>
  )
}

function Lost({ container }: { container: Container }) {
  const lost = lostInWords(container)
  if (lost === null) return null
  return (
    <p role="note" className={classes.lost}>
      {lost}
    </p>
  )
}

interface RecreateProps {
  container: Container
  draft: Draft
  /** of this text; null: not known yet */
  problems: readonly ConfigProblem[] | null
}

/** What runs is ended only after a question. */
function RecreateButton({ container, draft, problems }: RecreateProps) {
  const around = useCircumstances(container.host)
  const running = useRunningAt(configPlace(container)) !== undefined
  const why = whyNot('recreate', container, around) ?? whyNotYet(draft, problems)
  const press = () => void recreate(container, draft)
  const lost = container.state === 'created' ? null : lostInWords(container)
  const button = (onPress: () => void) => (
    <ActionButton variant="filled" why={why} loading={running} onPress={onPress}>
      {CONFIG_WORDS.recreate}
    </ActionButton>
  )
  if (lost === null) return button(press)
  return (
    <Confirm
      label={CONFIG_WORDS.confirm}
      lost={lost}
      action={CONFIG_WORDS.endAndRecreate}
      onConfirm={press}
    >
      {button}
    </Confirm>
  )
}

function whyNotYet({ basedOn, text }: Draft, problems: RecreateProps['problems']): string | null {
  if (text === basedOn) return CONFIG_WORDS.unchanged
  if (problems === null) return CONFIG_WORDS.unchecked
  const errors = problems.filter(({ level }) => level === 'error').length
  return errors > 0 ? errorsInWords(errors) : null
}
