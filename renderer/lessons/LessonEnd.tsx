import { Button, UnstyledButton } from '@mantine/core'
import type { HostId } from '../../shared/hosts.ts'
import { removeWhatItMade } from '../actions/lessons.ts'
import { keyOf } from '../model.ts'
import { Confirm } from '../parts/Confirm.tsx'
import { useCheckpointsOf } from '../store/checkpoints.ts'
import { useContainerList } from '../store/containers.ts'
import { LESSONS } from '../words/lessons.ts'
import { skipped } from './finished.ts'
import classes from './LessonEnd.module.css'
import type { Lesson } from './lesson.ts'
import { type Progress, useLessons } from './lessons-store.ts'

interface Props {
  id: string
  lesson: Lesson
  progress: Progress
  host: HostId
}

/** The end of a lesson: whether it is finished, and what it leaves behind. */
export function LessonEnd({ id, lesson, progress }: Props) {
  const { goTo, restart, read } = useLessons()
  const left = skipped(lesson, progress)
  return (
    <section className={classes.end} aria-label={LESSONS.end}>
      <h3 tabIndex={-1} className={classes.title}>
        {left.length === 0 ? LESSONS.finishedLead : LESSONS.unfinishedLead}
      </h3>
      {left.length > 0 && (
        <>
          <p className={classes.words}>{LESSONS.unfinished(left.length)}</p>
          <ul className={classes.left}>
            {left.map((n) => (
              <li key={n}>
                <UnstyledButton className={classes.link} onClick={() => goTo(id, n)}>
                  {n + 1}. {lesson.steps[n]?.title}
                </UnstyledButton>
              </li>
            ))}
          </ul>
        </>
      )}
      <div className={classes.buttons}>
        <Removing progress={progress} />
        <Button variant="default" onClick={() => restart(id)}>
          {LESSONS.restart}
        </Button>
        <Button variant="default" onClick={() => read(null)}>
          {LESSONS.all}
        </Button>
      </div>
    </section>
  )
}

/** The container, its copies, and the moments of it. */
function Removing({ progress: { container } }: { progress: Progress }) {
  const all = useContainerList()
  const ofItsName = useCheckpointsOf(container && keyOf(container))
  if (!container) return null
  // A namesake that was there before has left moments that are none of the lesson's.
  const moments = ofItsName.filter(({ createdAt }) => createdAt >= container.createdAt)
  const key = keyOf(container)
  const taken = new Set(moments.map((moment) => moment.id))
  const made = all.filter(
    (one) => keyOf(one) === key || (one.host === container.host && taken.has(one.moment ?? '')),
  )
  if (made.length === 0 && moments.length === 0) return null
  return (
    <Confirm
      label={LESSONS.remove}
      lost={LESSONS.lost(
        made.map((one) => one.id),
        moments.length,
      )}
      action={LESSONS.removeNow}
      onConfirm={() => void removeWhatItMade(container.host, made, moments)}
    >
      {(ask) => (
        <Button variant="default" aria-haspopup="dialog" onClick={ask}>
          {LESSONS.remove}
        </Button>
      )}
    </Confirm>
  )
}
