import { UnstyledButton } from '@mantine/core'
import type { HostId } from '../../shared/hosts.ts'
import { DISCONNECTED } from '../actions/availability.ts'
import { LESSONS_PLACE, makeLessonContainer } from '../actions/lessons.ts'
import { goToConsole } from '../actions/navigate.ts'
import { keyOf } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { Section } from '../parts/Section.tsx'
import { useIsReady } from '../store/connection.ts'
import { useContainer } from '../store/containers.ts'
import { missing, useMachine, useRootWay } from '../store/machines.ts'
import { useRunningAt } from '../store/running.ts'
import { formatArgs } from '../words/command-line.ts'
import { LESSONS } from '../words/lessons.ts'
import { isFinished } from './finished.ts'
import classes from './ItsContainer.module.css'
import type { Lesson } from './lesson.ts'
import type { LessonContainer } from './lesson-schema.ts'
import { type Progress, useLessons } from './lessons-store.ts'

interface Props {
  id: string
  lesson: Lesson
  wanted: LessonContainer
  progress: Progress
  host: HostId
}

/** The container that a lesson is done on: to be made, to be gone to, or gone. */
export function ItsContainer({ id, lesson, wanted, progress, host }: Props) {
  const { container } = progress
  const shown = useContainer(container && keyOf(container))
  const { preflight } = useMachine(host)
  const root = useRootWay(host)
  const ready = useIsReady(host)
  const making = useRunningAt(LESSONS_PLACE) !== undefined
  const madeContainer = useLessons((state) => state.madeContainer)
  const lacks = lesson.needs.flatMap((feature) => missing(preflight, feature, root) ?? [])
  if (container && shown) {
    return (
      <p className={classes.made}>
        {LESSONS.itsOwn}{' '}
        <UnstyledButton className={classes.link} onClick={() => goToConsole(container)}>
          {container.id}
        </UnstyledButton>
      </p>
    )
  }
  if (container && isFinished(lesson, progress)) return null
  const make = async () => {
    const made = await makeLessonContainer(host, wanted)
    if (!made) return
    const { namespace, id: name, createdAt } = made
    madeContainer(id, { host, namespace, id: name, createdAt })
  }
  const command = wanted.script ?? formatArgs(wanted.args ?? ['sh'])
  return (
    <section className={classes.make} aria-label={LESSONS.itsOwn}>
      <p className={classes.words}>{container ? LESSONS.gone(container.id) : LESSONS.needsOne}</p>
      {lacks.length > 0 && (
        <p className={classes.lacks}>
          {LESSONS.cannot}: {lacks[0]}.
        </p>
      )}
      <ActionButton
        className={classes.button}
        variant={container ? 'default' : 'filled'}
        why={ready ? (lacks[0] ?? null) : DISCONNECTED}
        loading={making}
        onPress={() => void make()}
      >
        {container ? LESSONS.makeAnew : LESSONS.make}
      </ActionButton>
      <Section title={LESSONS.runs}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it */}
        <pre className={classes.script} tabIndex={0}>
          {command}
        </pre>
      </Section>
    </section>
  )
}
