import { t } from '@lingui/core/macro'
import { Button } from '@mantine/core'
import { IconCircle, IconCircleCheck } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { ContainerRef } from '../model.ts'
import { LESSONS, partInWords } from '../words/lessons.ts'
import { judgeAnswer, type Verdict } from './answers.ts'
import { judge, type Part } from './checks.ts'
import { type Facts, factsOf, NO_READS } from './facts.ts'
import type { Step } from './lesson.ts'
import type { Check } from './lesson-schema.ts'
import { useLessons } from './lessons-store.ts'
import { Prose } from './Prose.tsx'
import { QuestionForm } from './QuestionForm.tsx'
import classes from './StepCheck.module.css'
import { useFacts } from './use-facts.ts'

interface Props {
  id: string
  at: number
  step: Step
  check: Check
  /** null: none was made yet */
  container: ContainerRef | null
  since: number
  done: boolean
}

/** What a step waits for, as the engine has it now; it is done the moment that all of it is so. */
export function StepCheck(props: Props) {
  const { container, done, step } = props
  const [hinted, setHinted] = useState(false)
  return (
    <div className={classes.check}>
      {done ? (
        <Done />
      ) : container ? (
        <OnContainer {...props} container={container} />
      ) : (
        <Judged {...props} {...NO_CONTAINER} />
      )}
      {!done && step.hint && !hinted && (
        <Button
          className={classes.hint}
          variant="subtle"
          color="gray"
          onClick={() => setHinted(true)}
        >
          {LESSONS.hint}
        </Button>
      )}
      {!done && hinted && (
        <div className={classes.hinted} role="status" aria-label={LESSONS.hintTitle}>
          <Prose text={step.hint} />
        </div>
      )}
    </div>
  )
}

const NOTHING = factsOf(
  { containers: [], journal: [], checkpoints: [] },
  { namespace: 'default', id: '-' },
  -1,
  NO_READS,
)
const NO_CONTAINER = { facts: NOTHING, ask: async () => NOTHING }

function OnContainer(props: Props & { container: ContainerRef }) {
  const { container, check, since } = props
  return <Judged {...props} {...useFacts(container, check, since)} />
}

function Judged({ id, at, check, facts, ask }: Props & { facts: Facts; ask(): Promise<Facts> }) {
  const finish = useLessons((state) => state.finish)
  const [verdict, setVerdict] = useState<Verdict | null>(null)
  const parts = judge(check, facts)
  const met = parts.every((part) => part.met)
  const waits = parts.find((part) => !part.met)
  const asks = check.question !== undefined
  useEffect(() => {
    if (met && !asks) finish(id, at)
  }, [met, asks, finish, id, at])
  const answer = async (given: string) => {
    const now = await ask()
    const right = judgeAnswer(check, given, now)
    setVerdict(right)
    if (right === 'right' && judge(check, now).every((part) => part.met)) finish(id, at)
  }
  return (
    <>
      <div role="status" aria-label={LESSONS.waiting}>
        {parts.map((part) => (
          <PartLine key={part.asks} part={part} />
        ))}
      </div>
      {asks && (
        <QuestionForm
          check={check}
          why={waits ? t`waiting for ${{ what: partInWords(waits) }}` : null}
          verdict={verdict}
          onAnswer={answer}
        />
      )}
    </>
  )
}

function PartLine({ part }: { part: Part }) {
  const what = partInWords(part)
  return (
    <p className={classes.part} data-met={part.met || undefined}>
      {part.met ? (
        <IconCircleCheck size={16} aria-hidden="true" />
      ) : (
        <IconCircle size={16} aria-hidden="true" />
      )}
      <span>{part.met ? t`As asked: ${what}` : t`Waiting for ${what}`}</span>
    </p>
  )
}

function Done() {
  return (
    <p className={classes.part} data-met role="status">
      <IconCircleCheck size={16} aria-hidden="true" />
      <span>{LESSONS.done}</span>
    </p>
  )
}
