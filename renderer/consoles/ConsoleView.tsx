import { t } from '@lingui/core/macro'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useLook } from '../appearance/look.ts'
import { FailureAt, FailureCard } from '../failures/FailureCard.tsx'
import type { ConsoleTarget } from '../model.ts'
import { OBSERVING } from '../observer/role.ts'
import { RecordingBar } from '../playback/RecordingBar.tsx'
import { usePast } from '../playback/use-past.ts'
import { useIsReady } from '../store/connection.ts'
import { pastPlace } from '../store/places.ts'
import { useIsSynchronised } from '../store/synchronised.ts'
import { tabKey, useTabs } from '../store/tabs.ts'
import { isLarger } from '../words/sharing.ts'
import { ClipboardQuestion } from './ClipboardQuestion.tsx'
import { ConsoleBar } from './ConsoleBar.tsx'
import classes from './ConsoleView.module.css'
import { type ConsoleProcess, useConsoleProcess } from './console-process.ts'
import { FindBar } from './FindBar.tsx'
import { InputLine } from './InputLine.tsx'
import { OutputChoice } from './OutputChoice.tsx'
import { PasteQuestion } from './PasteQuestion.tsx'
import { SynchronisedMark } from './SynchronisedMark.tsx'
import type { Shown } from './session.ts'
import { openMenuAtCursor, TextMenu } from './TextMenu.tsx'
import { useClipboardRequests } from './use-clipboard-requests.ts'
import { useConsoleKeys } from './use-console-keys.ts'
import { useFitting } from './use-fitting.ts'
import { usePaste } from './use-paste.ts'
import { useSession } from './use-session.ts'
import { inputRefusal, useSynchronisedInput } from './use-synchronised-input.ts'
import { useConsoleColour, useTerminal } from './use-terminal.ts'
import { useTitle } from './use-title.ts'

interface Props {
  target: ConsoleTarget
  visible: boolean
  preview: boolean
}

/** One console: the terminal, and under it what there is to say about its process. */
export function ConsoleView(props: Props) {
  const process = useConsoleProcess(props.target)
  return process ? <OpenConsole {...props} process={process} /> : null
}

function OpenConsole({ target, visible, preview, process }: Props & { process: ConsoleProcess }) {
  const host = useRef<HTMLDivElement>(null)
  const [finding, setFinding] = useState(false)
  const [shown, setShown] = useState<Shown>('both')
  const key = tabKey(target)
  const synchronised = useIsSynchronised(key)
  const handle = useTerminal(host, visible, synchronised)
  const { state, input, fitTo, tellRoom, sharing } = useSession(handle, {
    target,
    process,
    preview,
    shown,
  })
  const ready = useIsReady(target.host)
  const still = useLook((look) => look.still)
  const { watching } = sharing
  const isOpen = process.stdin !== 'none' && !process.stdinClosed && process.phase !== 'ended'
  const takesInput = isOpen && !watching
  const takesLines = !process.terminal && takesInput && ready
  const choice = process.terminal ? null : <OutputChoice value={shown} onChange={setShown} />
  const refusal = inputRefusal(process, { ready, watching, session: state.kind })

  useFitting(host, handle, visible, { fitTo, tellRoom })
  const pasting = usePaste(host, handle)
  const wish = useClipboardRequests(handle, visible)
  const past = usePast(target, process)
  useTitle(handle, target)
  useSynchronisedInput(handle, key, input, refusal)
  useConsoleKeys(
    key,
    handle,
    useMemo(
      () => ({
        find: () => setFinding(true),
        menu: () => host.current && openMenuAtCursor(host.current),
      }),
      [],
    ),
  )
  useEffect(() => {
    if (!handle) return
    handle.term.options.disableStdin = !process.terminal || !takesInput
    handle.term.options.cursorBlink = takesInput && !still
    handle.term.options.cursorInactiveStyle = takesInput ? 'outline' : 'none'
  }, [handle, process.terminal, takesInput, still])

  const wantsFocus = useTabs((tabs) => tabs.wantsFocus === key)
  useEffect(() => {
    if (!handle || !visible || !wantsFocus) return
    const line = host.current
      ?.closest('section')
      ?.querySelector<HTMLElement>(`.${classes.line} input`)
    if (line) line.focus()
    else handle.term.focus()
    useTabs.getState().focused()
  }, [handle, visible, wantsFocus])

  return (
    <section
      className={classes.console}
      aria-label={process.fullName}
      style={useConsoleColour()}
      data-dim={process.phase === 'ended' || !ready || undefined}
      data-synchronised={(synchronised && refusal === null) || undefined}
    >
      <SynchronisedMark consoleKey={key} name={process.title} />
      {finding && handle && (
        <FindBar
          search={handle.search}
          onClose={() => {
            setFinding(false)
            handle.term.focus()
          }}
        />
      )}
      <TextMenu
        handle={handle}
        takesInput={takesInput && process.terminal}
        onPaste={pasting.paste}
        onFind={() => setFinding(true)}
        past={past}
      >
        <div className={classes.screen}>
          {/* biome-ignore lint/a11y/noStaticElementInteractions: pinning by typing is a convenience beside the tab's own */}
          <div
            ref={host}
            className={`${classes.host} unzoomed`}
            data-larger={OBSERVING || isLarger(sharing.size, sharing.viewers) || undefined}
            onKeyDown={() => preview && useTabs.getState().pin(key)}
          />
        </div>
      </TextMenu>
      {pasting.asked && (
        <PasteQuestion paste={pasting.asked} into={process.title} onAnswer={pasting.answer} />
      )}
      <FailureAt place={pastPlace(key)} />
      {past?.recording && (
        <RecordingBar recording={past.recording} onMark={past.mark} onStop={past.stop} />
      )}
      {wish.asked !== null && <ClipboardQuestion text={wish.asked} onAnswer={wish.answer} />}
      {state.kind === 'failed' && (
        <div className={classes.failure}>
          <FailureCard
            failure={{
              what: t`Could not open this console`,
              error: state.error,
              host: target.host,
            }}
          />
        </div>
      )}
      {takesLines && (
        <div className={classes.line}>
          <InputLine target={target} process={process} onLine={input} aside={choice} />
        </div>
      )}
      <ConsoleBar
        target={target}
        process={process}
        ready={ready}
        sharing={sharing}
        aside={takesLines ? null : choice}
      />
    </section>
  )
}
