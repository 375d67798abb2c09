import { t } from '@lingui/core/macro'
import { Button } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useZoomKeys } from '../appearance/use-zoom-keys.ts'
import { ConnectionBanner } from '../connection/ConnectionBanner.tsx'
import { NotThere } from '../connection/NotThere.tsx'
import { ConsoleView } from '../consoles/ConsoleView.tsx'
import { useConsoleProcess } from '../consoles/console-process.ts'
import { Dialogs } from '../Dialogs.tsx'
import type { Scope } from '../keys/command.ts'
import { useKeys } from '../keys/use-keys.ts'
import type { ConsoleTarget } from '../model.ts'
import { Name } from '../parts/Name.tsx'
import { StateGlyph } from '../parts/StateGlyph.tsx'
import { KeysShown } from '../presenter/KeysShown.tsx'
import { usePresenterKey } from '../presenter/use-presenter-key.ts'
import { useIsReady } from '../store/connection.ts'
import { useMachine } from '../store/machines.ts'
import { useIsPresenting } from '../store/presenter.ts'
import { tabKey, useTabs } from '../store/tabs.ts'
import classes from './ConsoleWindow.module.css'
import { moveBack } from './moving.ts'

/** What its keys can do: nothing stands beside the console. */
const OF_CONSOLE: readonly Scope[] = ['console']

/** A window that holds one console and nothing else; its title names the container. */
export function ConsoleWindow({ target }: { target: ConsoleTarget }) {
  useKeys(OF_CONSOLE)
  const process = useConsoleProcess(target)
  const known = useMachine(target.host).host !== null
  const ready = useIsReady(target.host)
  const presenting = useIsPresenting()
  useZoomKeys()
  usePresenterKey()
  useEffect(() => {
    useTabs.setState({ wantsFocus: tabKey(target) })
  }, [target])
  useEffect(() => {
    if (process) document.title = `${process.title}, ${process.word} – Runcible`
  }, [process])
  return (
    <div className={classes.window}>
      <ConnectionBanner />
      {process && (
        <header className={classes.bar}>
          <StateGlyph look={ready ? process.look : 'lost'} />
          <h1 className={classes.title}>
            <Name>{process.title}</Name>
          </h1>
          <span className={classes.word}>{process.word}</span>
          <Back target={target} />
        </header>
      )}
      <main className={classes.console}>
        {process ? (
          <ConsoleView target={target} visible preview={false} />
        ) : known ? (
          <p className={classes.gone}>{t`Its container is not there any more.`}</p>
        ) : (
          <NotThere host={target.host} />
        )}
      </main>
      <Dialogs />
      {presenting && <KeysShown />}
    </div>
  )
}

function Back({ target }: { target: ConsoleTarget }) {
  const [alone, setAlone] = useState(false)
  const back = async () => {
    if (await moveBack(target)) window.close()
    else setAlone(true)
  }
  return (
    <>
      {alone && <span role="alert">{t`No whole window of Runcible is open.`}</span>}
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<IconArrowBackUp size={14} aria-hidden="true" />}
        onClick={() => void back()}
      >
        {t`Back to the main window`}
      </Button>
    </>
  )
}
