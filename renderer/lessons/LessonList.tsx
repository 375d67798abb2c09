import { UnstyledButton } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import type { LessonFolder } from '../../shared/model.ts'
import { LESSONS } from '../words/lessons.ts'
import { FolderForm } from './FolderForm.tsx'
import { checked, isFinished } from './finished.ts'
import classes from './LessonList.module.css'
import { type Progress, useLessons } from './lessons-store.ts'
import type { Entry } from './use-lesson-list.ts'

interface Props {
  entries: readonly Entry[]
  folder: LessonFolder | null
  onChoose(path: string | null): Promise<void>
}

/** What can be learned, how long it takes, and how far one has come. */
export function LessonList({ entries, folder, onChoose }: Props) {
  const byLesson = useLessons((state) => state.byLesson)
  const own = entries.filter((one) => one.own)
  const rows = (some: readonly Entry[]) =>
    some.map((entry) => (
      <li key={entry.key} className={classes.row}>
        <Row entry={entry} progress={byLesson[entry.key]} />
      </li>
    ))
  return (
    <>
      <ul className={classes.list}>{rows(entries.filter((one) => !one.own))}</ul>
      <section className={classes.own} aria-label={LESSONS.own}>
        <h3 className={classes.heading}>{LESSONS.own}</h3>
        <FolderForm key={folder?.folder ?? ''} folder={folder} onChoose={onChoose} />
        {folder?.folder && !folder.problem && own.length === 0 && (
          <p className={classes.dim}>{LESSONS.none}</p>
        )}
      </section>
      {own.length > 0 && <ul className={classes.list}>{rows(own)}</ul>}
    </>
  )
}

function Row({ entry, progress }: { entry: Entry; progress: Progress | undefined }) {
  const read = useLessons((state) => state.read)
  if (!entry.lesson) return <Malformed entry={entry} />
  const { key, lesson } = entry
  const { title, summary, minutes, steps } = lesson
  return (
    <UnstyledButton className={classes.button} onClick={() => read({ key, steps: steps.length })}>
      <strong className={classes.title}>{title}</strong>
      <span className={classes.dim}>{summary}</span>
      <span className={classes.facts}>
        {LESSONS.minutes(minutes)}
        {progress && isFinished(lesson, progress) ? (
          <span className={classes.finished}>
            <IconCircleCheck size={14} aria-hidden="true" /> {LESSONS.finished}
          </span>
        ) : (
          progress &&
          progress.done.length > 0 && (
            <span>
              {LESSONS.begun(
                checked(lesson).filter((n) => progress.done.includes(n)).length,
                checked(lesson).length,
              )}
            </span>
          )
        )}
      </span>
    </UnstyledButton>
  )
}

function Malformed({ entry: { file, why } }: { entry: Entry & { lesson: null } }) {
  return (
    <div className={classes.malformed}>
      <strong>
        {file} {LESSONS.malformed}
      </strong>
      <span>{why.line === null ? why.text : LESSONS.line(why.line, why.text)}</span>
    </div>
  )
}
