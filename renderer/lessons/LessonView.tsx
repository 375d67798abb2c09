import { Button } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { HostId } from '../../shared/hosts.ts'
import { keyOf } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { LESSONS } from '../words/lessons.ts'
import { ItsContainer } from './ItsContainer.tsx'
import { LessonEnd } from './LessonEnd.tsx'
import classes from './LessonView.module.css'
import type { Lesson, Step } from './lesson.ts'
import { type Progress, useLessons } from './lessons-store.ts'
import { Prose } from './Prose.tsx'
import { StepCheck } from './StepCheck.tsx'

interface Props {
  /** its key */
  id: string
  lesson: Lesson
  /** that a container would be made on */
  host: HostId
}

/** A lesson, a step at a time. */
export function LessonView({ id, lesson, host }: Props) {
  const progress = useLessons((state) => state.byLesson[id])
  const read = useLessons((state) => state.read)
  const steps = lesson.steps.length
  useEffect(() => {
    // A file that was changed since, or a browser that was emptied.
    if (progress?.steps !== steps) read({ key: id, steps })
  }, [progress, steps, id, read])
  const view = useRef<HTMLDivElement>(null)
  const at = useRef(progress?.at)
  useEffect(() => {
    if (progress && at.current !== progress.at) {
      view.current?.querySelector<HTMLElement>('h3[tabindex]')?.focus()
    }
    at.current = progress?.at
  }, [progress])
  if (!progress) return null
  const step = lesson.steps[progress.at]
  return (
    <div ref={view} className={classes.view}>
      {progress.at === 0 && lesson.intro && <Prose text={lesson.intro} />}
      {lesson.container && (
        <ItsContainer id={id} lesson={lesson} wanted={lesson.container} {...{ progress, host }} />
      )}
      {step ? (
        <StepView key={progress.at} {...{ id, lesson, progress, step }} />
      ) : (
        <LessonEnd {...{ id, lesson, progress, host }} />
      )}
    </div>
  )
}

interface StepProps {
  id: string
  lesson: Lesson
  progress: Progress
  step: Step
}

function StepView({ id, lesson, progress, step }: StepProps) {
  const { at, container } = progress
  const goTo = useLessons((state) => state.goTo)
  const finish = useLessons((state) => state.finish)
  const done = progress.done.includes(at)
  const waits = lesson.container && !container ? LESSONS.first : null
  const next = () => {
    if (!step.check) finish(id, at)
    goTo(id, at + 1)
  }
  const last = at === lesson.steps.length - 1
  return (
    <section className={classes.step} aria-label={LESSONS.step(at + 1, lesson.steps.length)}>
      <p className={classes.count}>{LESSONS.step(at + 1, lesson.steps.length)}</p>
      <h3 tabIndex={-1} className={classes.title}>
        {step.title}
      </h3>
      <Prose text={step.prose} />
      {step.check && (
        <StepCheck
          key={container ? keyOf(container) : ''}
          {...{ id, at, step, check: step.check, container, since: progress.since, done }}
        />
      )}
      {done && step.seen && (
        <div className={classes.seen}>
          <h4 className={classes.heading}>{LESSONS.seen}</h4>
          <Prose text={step.seen} />
        </div>
      )}
      <div className={classes.foot}>
        {at > 0 && (
          <Button variant="default" onClick={() => goTo(id, at - 1)}>
            {LESSONS.back}
          </Button>
        )}
        {step.check && !done ? (
          <Button variant="subtle" color="gray" onClick={() => goTo(id, at + 1)}>
            {LESSONS.skip}
          </Button>
        ) : (
          <ActionButton variant="filled" why={waits} onPress={next}>
            {last ? LESSONS.end : LESSONS.next}
          </ActionButton>
        )}
      </div>
    </section>
  )
}
