import { t } from '@lingui/core/macro'
import type { InsideProcess, InsideSocket, OpenFile } from '../../shared/model.ts'
import { formatArgs } from './command-line.ts'
import { visible } from './visible.ts'

const STATES: Readonly<Record<InsideProcess['state'], string>> = {
  alive: t`alive`,
  stopped: t`stopped`,
  ended: t`ended, not waited for`,
}
export const stateInWords = (state: InsideProcess['state']) => STATES[state]

const MODES: Readonly<Record<OpenFile['mode'], string>> = {
  read: t`reads`,
  write: t`writes`,
  both: t`reads and writes`,
}
export const modeInWords = (mode: OpenFile['mode']) => MODES[mode]

/** Its command line; its short name where that cannot be told. */
export const commandInWords = ({ args, name }: Pick<InsideProcess, 'args' | 'name'>) =>
  visible(args?.length ? formatArgs(args) : `[${name}]`)

/** "tcp stream", "netlink". */
export const socketInWords = ({ kind, type }: InsideSocket) =>
  kind === 'other' ? type : `${kind} ${type}`

/** "127.0.0.1:80 → 127.0.0.1:4000". */
export const addressesInWords = ({ local, remote }: InsideSocket) =>
  visible([local || t`no name`, remote && `→ ${remote}`].filter(Boolean).join(' '))

/** "1 as 3, 7 as 3": who has it open, under which number. */
export const holdersInWords = ({ holders }: InsideSocket) =>
  holders.map(({ pid, fd }) => t`process ${pid} as ${fd}`).join(', ') || t`none of its processes`
