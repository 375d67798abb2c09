import { Radio, TextInput } from '@mantine/core'
import { useState } from 'react'
import { ActionButton } from '../parts/ActionButton.tsx'
import { LESSONS } from '../words/lessons.ts'
import type { Verdict } from './answers.ts'
import type { Check } from './lesson-schema.ts'
import classes from './QuestionForm.module.css'

interface Props {
  check: Check
  /** why it cannot be answered yet; null: it can */
  why: string | null
  /** of the answer that was given last */
  verdict: Verdict | null
  onAnswer(given: string): Promise<void>
}

const SAID: Readonly<Record<Verdict, string>> = {
  right: LESSONS.right,
  wrong: LESSONS.wrong,
  unknown: LESSONS.unknown,
}

/** A question of a lesson, with choices or a field; the engine knows the answer, or the lesson does. */
export function QuestionForm({ check, why, verdict, onAnswer }: Props) {
  const [given, setGiven] = useState('')
  const [judging, setJudging] = useState(false)
  return (
    <form
      className={classes.form}
      onSubmit={async (event) => {
        event.preventDefault()
        if (why !== null || given.trim() === '' || judging) return
        setJudging(true)
        await onAnswer(given).finally(() => setJudging(false))
      }}
    >
      {check.choices ? (
        <Radio.Group label={check.question} value={given} onChange={setGiven}>
          <div className={classes.choices}>
            {check.choices.map((choice) => (
              <Radio key={choice} size="xs" value={choice} label={choice} />
            ))}
          </div>
        </Radio.Group>
      ) : (
        <TextInput
          label={check.question}
          value={given}
          maxLength={200}
          onChange={(event) => setGiven(event.currentTarget.value)}
        />
      )}
      <p role="status" className={classes.verdict} data-verdict={verdict}>
        {verdict && SAID[verdict]}
      </p>
      <ActionButton className={classes.button} why={why} loading={judging}>
        {LESSONS.check}
      </ActionButton>
    </form>
  )
}
