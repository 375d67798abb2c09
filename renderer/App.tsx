import { t } from '@lingui/core/macro'
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels'
import classes from './App.module.css'
import { useZoomKeys } from './appearance/use-zoom-keys.ts'
import { ConnectionBanner } from './connection/ConnectionBanner.tsx'
import { ConsoleArea } from './consoles/ConsoleArea.tsx'
import { Dialogs } from './Dialogs.tsx'
import { DropHint } from './drop/DropHint.tsx'
import { FollowFigures } from './figures/FollowFigures.tsx'
import { FollowForeign } from './foreign/FollowForeign.tsx'
import { Header } from './header/Header.tsx'
import { Palette } from './header/Palette.tsx'
import { HostStrip } from './hosts/HostStrip.tsx'
import { Inspector } from './inspector/Inspector.tsx'
import { BottomBar } from './journal/BottomBar.tsx'
import { Journal } from './journal/Journal.tsx'
import { useKeys } from './keys/use-keys.ts'
import { LeftColumn } from './LeftColumn.tsx'
import { useLessons } from './lessons/lessons-store.ts'
import { Moments } from './moments/Moments.tsx'
import { OBSERVING } from './observer/role.ts'
import { KeysShown } from './presenter/KeysShown.tsx'
import { usePresenterKey } from './presenter/use-presenter-key.ts'
import { useLayout } from './store/layout.ts'
import { useIsPresenting } from './store/presenter.ts'
import { Tour } from './tour/Tour.tsx'
import { useFocusHome } from './use-focus-home.ts'

/** Of the inspector, where its diagram is shown to others. */
const PRESENTED_SIZE = '40%'

/** The window: list, consoles, inspector; the journal opens upward from the bottom bar. */
export function App() {
  useFocusHome()
  useKeys()
  useZoomKeys()
  usePresenterKey()
  const presenting = useIsPresenting()
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
            <Separator className={classes.separator} aria-label={t`Resize journal`} />
            <Panel id="journal" minSize="120px" defaultSize="32%">
              <Journal />
            </Panel>
          </>
        )}
      </Group>
      <BottomBar />
      <FollowFigures />
      <FollowForeign />
      <Dialogs />
      <Palette />
      {!OBSERVING && <DropHint />}
      {presenting && <KeysShown />}
      <Tour />
    </div>
  )
}

/** Presenter mode leaves the list out: one container is in focus, or a lesson. */
function Work() {
  const presenting = useIsPresenting()
  const inspector = useLayout((state) => state.inspector) || presenting
  const lessons = useLessons((state) => state.open)
  const list = !presenting || lessons
  const sizes = useDefaultLayout({
    id: 'runcible.columns',
    panelIds: [...(list ? ['list'] : []), 'middle', ...(inspector ? ['inspector'] : [])],
  })
  return (
    <Group orientation="horizontal" {...sizes}>
      {list && (
        <>
          <Panel
            id="list"
            minSize={lessons ? '300px' : '180px'}
            maxSize="40%"
            defaultSize="260px"
            groupResizeBehavior="preserve-pixel-size"
          >
            <LeftColumn />
          </Panel>
          <Separator className={classes.separator} aria-label={t`Resize list`} />
        </>
      )}
      <Panel id="middle" minSize="30%">
        <main className={classes.middle}>
          <ConsoleArea />
          <Moments />
        </main>
      </Panel>
      {inspector && (
        <>
          <Separator className={classes.separator} aria-label={t`Resize inspector`} />
          <Panel
            id="inspector"
            minSize="260px"
            maxSize="45%"
            defaultSize={presenting ? PRESENTED_SIZE : '320px'}
            groupResizeBehavior="preserve-pixel-size"
          >
            <Inspector />
          </Panel>
        </>
      )}
    </Group>
  )
}
