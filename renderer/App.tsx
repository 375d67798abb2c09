import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels'
import classes from './App.module.css'
import { useEditKey } from './config-editor/use-edit-key.ts'
import { ConnectionBanner } from './connection/ConnectionBanner.tsx'
import { ConsoleArea } from './consoles/ConsoleArea.tsx'
import { useSplitKeys } from './consoles/use-split-keys.ts'
import { Dialogs } from './Dialogs.tsx'
import { DropHint } from './drop/DropHint.tsx'
import { FollowFigures } from './figures/FollowFigures.tsx'
import { Header } from './header/Header.tsx'
import { Palette } from './header/Palette.tsx'
import { HostStrip } from './hosts/HostStrip.tsx'
import { Inspector } from './inspector/Inspector.tsx'
import { BottomBar } from './journal/BottomBar.tsx'
import { Journal } from './journal/Journal.tsx'
import { useInspectKey } from './kernel-view/use-inspect-key.ts'
import { LeftColumn } from './LeftColumn.tsx'
import { useLessons } from './lessons/lessons-store.ts'
import { useLessonKey } from './lessons/use-lesson-key.ts'
import { Moments } from './moments/Moments.tsx'
import { useLayout } from './store/layout.ts'
import { useTemplateKeys } from './templates/use-template-keys.ts'
import { Tour } from './tour/Tour.tsx'
import { useFocusHome } from './use-focus-home.ts'
import { useRegionKeys } from './use-region-keys.ts'

/** The window: list, consoles, inspector; the journal opens upward from the bottom bar. */
export function App() {
  useRegionKeys()
  useFocusHome()
  useTemplateKeys()
  useSplitKeys()
  useInspectKey()
  useEditKey()
  useLessonKey()
  const journal = useLayout((state) => state.journal)
  const sizes = useDefaultLayout({
    id: 'runcible.rows',
    panelIds: journal ? ['work', 'journal'] : ['work'],
  })
  return (
    <div className={classes.window}>
      <Header />
      <ConnectionBanner />
      <HostStrip />
      <Group orientation="vertical" className={classes.rows} {...sizes}>
        <Panel id="work" minSize="30%">
          <Work />
        </Panel>
        {journal && (
          <>
            <Separator className={classes.separator} aria-label="Resize journal" />
            <Panel id="journal" minSize="120px" defaultSize="32%">
              <Journal />
            </Panel>
          </>
        )}
      </Group>
      <BottomBar />
      <FollowFigures />
      <Dialogs />
      <Palette />
      <DropHint />
      <Tour />
    </div>
  )
}

function Work() {
  const lessons = useLessons((state) => state.open)
  const inspector = useLayout((state) => state.inspector)
  const sizes = useDefaultLayout({
    id: 'runcible.columns',
    panelIds: inspector ? ['list', 'middle', 'inspector'] : ['list', 'middle'],
  })
  return (
    <Group orientation="horizontal" {...sizes}>
      <Panel
        id="list"
        minSize={lessons ? '300px' : '180px'}
        maxSize="40%"
        defaultSize="260px"
        groupResizeBehavior="preserve-pixel-size"
      >
        <LeftColumn />
      </Panel>
      <Separator className={classes.separator} aria-label="Resize list" />
      <Panel id="middle" minSize="30%">
        <main className={classes.middle}>
          <ConsoleArea />
          <Moments />
        </main>
      </Panel>
      {inspector && (
        <>
          <Separator className={classes.separator} aria-label="Resize inspector" />
          <Panel
            id="inspector"
            minSize="260px"
            maxSize="45%"
            defaultSize="320px"
            groupResizeBehavior="preserve-pixel-size"
          >
            <Inspector />
          </Panel>
        </>
      )}
    </Group>
  )
}
