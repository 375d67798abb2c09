import { CloseButton, UnstyledButton } from '@mantine/core'
import { IconChevronLeft } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { LESSONS_PLACE } from '../actions/lessons.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { useWorkedOn } from '../store/hosts.ts'
import { LESSONS } from '../words/lessons.ts'
import { LessonList } from './LessonList.tsx'
import classes from './LessonPane.module.css'
import { LessonView } from './LessonView.tsx'
import { useLessons } from './lessons-store.ts'
import { useLessonList } from './use-lesson-list.ts'

/** Lessons, beside the work that they are about: the list, or the one that is read. */
export default function LessonPane() {
  const host = useWorkedOn()
  const { entries, folder, choose } = useLessonList(host)
  const { reading, read, toggle } = useLessons()
  const entry = entries.find(({ key }) => key === reading)
  const lesson = entry?.lesson ?? null
  const title = useRef<HTMLHeadingElement>(null)
  const known = useRef(document.activeElement === document.body ? reading : undefined)
  useEffect(() => {
    // A page that was loaded anew has the keyboard elsewhere, and keeps it there.
    if (known.current !== reading) title.current?.focus()
    known.current = reading
  }, [reading])
  return (
    <aside className={classes.pane} aria-label={LESSONS.title}>
      <div className={classes.head}>
        {reading !== null && (
          <UnstyledButton className={classes.all} onClick={() => read(null)}>
            <IconChevronLeft size={14} aria-hidden="true" />
            {LESSONS.all}
          </UnstyledButton>
        )}
        <h2 ref={title} tabIndex={-1} className={classes.title}>
          {lesson?.title ?? LESSONS.title}
        </h2>
        <CloseButton size="sm" aria-label={LESSONS.close} onClick={toggle} />
      </div>
      <FailureAt place={LESSONS_PLACE} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it */}
      <div className={classes.body} tabIndex={0}>
        {lesson && entry ? (
          <LessonView key={entry.key} id={entry.key} lesson={lesson} host={host} />
        ) : (
          <LessonList entries={entries} folder={folder} onChoose={choose} />
        )}
      </div>
    </aside>
  )
}
