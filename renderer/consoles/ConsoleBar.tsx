import { plural, t } from '@lingui/core/macro'
import { UnstyledButton } from '@mantine/core'
import type { ReactNode } from 'react'
import { commandOf } from '../../shared/lifecycle.ts'
import { whyNot } from '../actions/availability.ts'
import { act } from '../actions/containers.ts'
import { actOnExec } from '../actions/execs.ts'
import { useCircumstances } from '../actions/use-circumstances.ts'
import type { ConsoleTarget, Container, ExecRef } from '../model.ts'
import { OBSERVING } from '../observer/role.ts'
import { StateGlyph } from '../parts/StateGlyph.tsx'
import classes from './ConsoleBar.module.css'
import type { ConsoleProcess } from './console-process.ts'
import { SharingNote } from './SharingNote.tsx'
import type { Sharing } from './use-session.ts'

interface Props {
  target: ConsoleTarget
  process: ConsoleProcess
  ready: boolean
  sharing: Sharing
  /** stands at its end, also where there is nothing to say */
  aside: ReactNode
}

/** Under a console: why nothing moves where its process does not simply run, what would make it, and who else looks. */
export function ConsoleBar({ sharing, ...props }: Props) {
  const { process, ready } = props
  return (
    <>
      {ready && process.phase !== 'ended' && (
        <SharingNote sharing={sharing} terminal={process.terminal} />
      )}
      <ProcessBar {...props} />
    </>
  )
}

function ProcessBar({ target, process, ready, aside }: Omit<Props, 'sharing'>) {
  const said = ready ? wordsFor(process) : t`connection lost: this is what was last seen`
  const init = target.kind === 'init' ? process.container : undefined
  if (!said) return aside && <div className={classes.bar}>{aside}</div>
  return (
    <div className={classes.bar} role="status">
      <StateGlyph look={ready ? process.look : 'lost'} />
      <span className={classes.words}>{said}</span>
      {init && process.phase === 'created' && (
        <Offer action="start" label={t`Start it`} container={init} />
      )}
      {init && process.phase === 'ended' && (
        <Offer action="rerun" label={t`Run it again`} container={init} />
      )}
      {init && process.phase === 'paused' && (
        <Offer action="resume" label={t`Resume it`} container={init} />
      )}
      {ready && target.kind === 'exec' && process.left > 0 && (
        <LeftOvers target={target} process={process} />
      )}
      {aside}
    </div>
  )
}

/** What an exec left running when it ended, and the way to end that. */
function LeftOvers({ target, process }: { target: ExecRef; process: ConsoleProcess }) {
  const { left } = process
  return (
    <>
      <span>
        {plural(left, {
          one: '# process of this session still runs',
          other: '# processes of this session still run',
        })}
      </span>
      {!OBSERVING && (
        <UnstyledButton
          className={classes.offer}
          onClick={() => void actOnExec('endLeft', target, { args: [process.title] })}
        >
          {left === 1 ? t`End it` : t`End them`}
        </UnstyledButton>
      )}
    </>
  )
}

function wordsFor({ phase, ended, word, look, terminal, stdin }: ConsoleProcess): string | null {
  if (phase === 'ended') return ended ?? word
  if (look === 'lost')
    return t`its monitor is gone: the process runs on, but this console is cut off`
  if (phase === 'created') return t`${word}, not started yet`
  if (phase === 'paused') return word
  return terminal && stdin === 'none' ? t`no stdin: this console only shows` : null
}

function Offer(props: {
  action: 'start' | 'resume' | 'rerun'
  label: string
  container: Container
}) {
  const around = useCircumstances(props.container.host)
  if (whyNot(props.action, props.container, around) !== null) return null
  return (
    <UnstyledButton
      className={classes.offer}
      title={commandOf(props.action, props.container.state, props.container.id)}
      onClick={() => void act(props.action, props.container)}
    >
      {props.label}
    </UnstyledButton>
  )
}
