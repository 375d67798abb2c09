import { t } from '@lingui/core/macro'
import { OWN_HOST } from '../../shared/hosts.ts'
import type { Exec, Stdin } from '../../shared/model.ts'
import {
  type ConsoleTarget,
  type Container,
  type ForeignContainer,
  givenKey,
  keyOf,
  type Shell,
} from '../model.ts'
import { useContainer } from '../store/containers.ts'
import { useForeign, useNameOf } from '../store/foreign.ts'
import { useHostEntry } from '../store/hosts.ts'
import { useShells } from '../store/shells.ts'
import { nameIn, useTabs } from '../store/tabs.ts'
import { debugName, debugTitle } from '../words/debug.ts'
import { exitInFull } from '../words/exit.ts'

import { describeContainer, describeExec, describeShell, type Look } from '../words/state.ts'

/** What a console needs to know of the process behind it, whichever kind that is. */
export interface ConsoleProcess {
  /** on its tab */
  title: string
  /** for a screen reader and a tooltip */
  fullName: string
  look: Look
  word: string
  terminal: boolean
  stdin: Stdin
  stdinClosed: boolean
  phase: 'created' | 'live' | 'paused' | 'ended'
  /** another one where it has begun anew, after a rewind or a restart: its pid on the host; null while it has none */
  life: number | null
  /** how it ended, as a line */
  ended: string | null
  /** an exec's: what of its session still runs when it has ended */
  left: number
  /** of our own, where it is in one */
  container: Container | undefined
}

/** The process behind `target` as the engine last published it; undefined where there is none any more. */
export function useConsoleProcess(target: ConsoleTarget): ConsoleProcess | undefined {
  const shell = useShells((state) =>
    target.kind === 'shell'
      ? state.byId.get(givenKey({ host: target.host, id: target.shell }))
      : undefined,
  )
  const ref = target.kind === 'shell' ? shell?.container : target
  const key = ref ? keyOf(ref) : null
  const own = useContainer(key)
  const foreign = useForeign(key)
  const called = useNameOf(ref)
  const process = processOf(target, shell, { own, foreign, name: called })
  const label = useHostEntry(target.host)?.label ?? target.host
  const name = useTabs(({ names }) => nameIn(names, target))
  if (!process) return process
  const fullName =
    target.host === OWN_HOST ? process.fullName : t`${{ fullName: process.fullName }} on ${label}`
  return name === undefined
    ? { ...process, fullName }
    : { ...process, title: name, fullName: `${name}: ${fullName}` }
}

/** The container it is in. */
interface Around {
  own: Container | undefined
  foreign: ForeignContainer | undefined
  name: string
}

function processOf(
  target: ConsoleTarget,
  shell: Shell | undefined,
  { own, foreign, name }: Around,
): ConsoleProcess | undefined {
  if (target.kind === 'shell') return shell && ofShell(shell, name, own)
  if (target.kind === 'init') return own && ofInit(own)
  const exec = (own ?? foreign)?.execs.find(({ id }) => id === target.exec)
  if (!exec) return undefined
  return ofExec(exec, name, own)
}

function ofInit(container: Container): ConsoleProcess {
  const { look, word } = describeContainer(container, 0)
  return {
    title: container.id,
    fullName: t`Console of ${{ title: container.id }}`,
    look,
    word,
    terminal: container.terminal,
    stdin: container.stdin,
    stdinClosed: container.stdinClosed,
    phase: phaseOf(container.status),
    life: container.pid,
    ended: container.exit && container.status === 'stopped' ? exitInFull(container.exit) : null,
    left: 0,
    container,
  }
}

function ofExec(exec: Exec, name: string, container: Container | undefined): ConsoleProcess {
  const { look, word } = describeExec(exec, 0)
  const command = exec.args[0] ?? 'exec'
  return {
    title: `${name} ▸ ${command.replace(/^.*\//, '')}`,
    fullName: t`Exec ${{ command: exec.args.join(' ') }} in ${name}`,
    look,
    word,
    terminal: exec.terminal,
    stdin: exec.stdin,
    stdinClosed: exec.stdinClosed,
    phase: phaseOf(exec.status),
    life: null,
    ended: exec.exit && exitInFull(exec.exit),
    left: exec.left,
    container,
  }
}

function ofShell(shell: Shell, name: string, container: Container | undefined): ConsoleProcess {
  const { look, word } = describeShell(shell, 0)
  return {
    title: `${name} ▸ ${debugTitle(shell)}`,
    fullName: debugName(shell, name),
    look,
    word,
    terminal: true,
    stdin: 'open',
    stdinClosed: false,
    phase: shell.exit ? 'ended' : 'live',
    life: null,
    ended: shell.exit && exitInFull(shell.exit),
    left: 0,
    container,
  }
}

function phaseOf(status: Container['status']): ConsoleProcess['phase'] {
  if (status === 'created') return 'created'
  if (status === 'stopped') return 'ended'
  return status === 'running' ? 'live' : 'paused'
}
