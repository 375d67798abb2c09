import { t } from '@lingui/core/macro'
import { lazy, Suspense } from 'react'
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels'
import classes from './App.module.css'
import { useLessons } from './lessons/lessons-store.ts'
import { ListPane } from './list/ListPane.tsx'

// Read once it is wanted: it brings Markdown and YAML along.
const LessonPane = lazy(() => import('./lessons/LessonPane.tsx'))

/** The list; below it what is learned, so that consoles and inspector stay as wide as they are. */
export function LeftColumn() {
  const open = useLessons((state) => state.open)
  const sizes = useDefaultLayout({
    id: 'runcible.left',
    panelIds: open ? ['containers', 'lessons'] : ['containers'],
  })
  return (
    <Group orientation="vertical" {...sizes}>
      <Panel id="containers" minSize="120px">
        <ListPane />
      </Panel>
      {open && (
        <>
          <Separator className={classes.separator} aria-label={t`Resize lessons`} />
          <Panel id="lessons" minSize="160px" defaultSize="70%">
            <Suspense fallback={null}>
              <LessonPane />
            </Suspense>
          </Panel>
        </>
      )}
    </Group>
  )
}
