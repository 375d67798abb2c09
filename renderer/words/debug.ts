import { t } from '@lingui/core/macro'
import type { Shell } from '../../shared/model.ts'
import { formatArgs } from './command-line.ts'

/** What a debug shell is, on its button and in the palette. */
export const DEBUG_HELP = t`this machine’s own programs in its namespaces, with its files in $ROOT; it needs no shell of its own`

export const TRACE_LABEL = t`Trace system calls`
export const TRACE_PAUSED = t`its container is paused: what stands still calls nothing`
export const TRACE_ENDED = t`it has ended, and is only not waited for`

/** By hand, for who wants to do it in a terminal of their own; the journal has the exact ones. */
export const debugByHand = (pid: number | null) => `nsenter -t ${pid ?? 'PID'} … unshare --mount …`
export const traceCommand = (inside: number) => `strace -f -p ${inside}`

/** A session on its tab, and in a sentence. */
export const debugTitle = ({ kind, args }: Pick<Shell, 'kind' | 'args'>): string =>
  kind === 'shell' ? t`debug shell` : formatArgs(args)
export const debugName = ({ kind, args }: Pick<Shell, 'kind' | 'args'>, container: string) =>
  kind === 'shell'
    ? t`Debug shell in ${{ id: container }}`
    : t`${{ command: formatArgs(args) }} in ${{ id: container }}`
