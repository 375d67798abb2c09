import { t } from '@lingui/core/macro'
import type { CountedNetwork, FigureName } from '../../shared/model.ts'
import type { Container } from '../model.ts'
import { bytes, MIB, percent } from './sizes.ts'

const KIB = 2 ** 10

/** A value of a figure with its unit: "12 %", "1.4 MiB", "3", "240 KiB/s". */
export function figureInWords(name: FigureName, value: number): string {
  switch (name) {
    case 'cpu':
      return percent(value)
    case 'memory':
      return bytes(Math.round(value))
    case 'pids':
    case 'oomKills':
      return String(Math.round(value))
    default:
      return `${bytes(Math.round(value))}/s`
  }
}

/** What is at the top of a graph at least: next to nothing is to look like it. */
export const LEAST: Readonly<Record<FigureName, number>> = {
  cpu: 5,
  memory: MIB,
  pids: 4,
  read: KIB,
  written: KIB,
  received: KIB,
  sent: KIB,
  oomKills: 1,
}

/** What a figure is called in a table and to a screen reader. */
export const FIGURE_WORDS: Readonly<Record<FigureName, string>> = {
  cpu: t`CPU`,
  memory: t`memory`,
  pids: t`processes`,
  read: t`read`,
  written: t`written`,
  received: t`received`,
  sent: t`sent`,
  oomKills: t`killed for want of memory`,
}

/** Why there are no figures of `titles`; null where there are of all. */
export const uncountedInWords = (titles: readonly string[]): string | null =>
  titles.length === 0
    ? null
    : t`Not counted: ${{ figures: titles.join(', ') }}. It has no cgroup of its own, or one without the controller for that.`

/** Whose traffic the graph of the network shows, or why it shows none. */
export function countedInWords(
  counted: CountedNetwork | null,
  { network }: { network: Container['network'] | null },
): string | null {
  switch (counted) {
    case 'host':
      return t`It is in the host’s network: what goes through that is not its own.`
    case 'loopback':
      return t`Its network has nothing but loopback, so nothing comes in or goes out.`
    case 'hidden':
      return t`Its network cannot be looked into by this user.`
    default:
      return network?.kind === 'container'
        ? t`Of the network of ${{ id: network.container }}, that they share.`
        : null
  }
}
