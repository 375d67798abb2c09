import { plural, t } from '@lingui/core/macro'
import type { Change, Changes } from '../../shared/model.ts'
import { bytes } from './sizes.ts'

/** "12 added, 1 changed, 3 removed · 1.4 MiB". */
export function changesInWords({ added, changed, removed, bytes: size }: Changes['total']): string {
  const parts = [
    added > 0 && t`${added} added`,
    changed > 0 && t`${changed} changed`,
    removed > 0 && t`${removed} removed`,
  ].filter((part) => part !== false)
  return parts.length === 0 ? t`nothing` : `${parts.join(', ')} · ${bytes(size)}`
}

const LETTERS: Record<Change['type'], string> = {
  file: '-',
  folder: 'd',
  link: 'l',
  device: 'c',
  fifo: 'p',
  socket: 's',
}

/** As ls has it: -rwsr-xr-x. */
export function modeInWords({ type, mode }: Pick<Change, 'type' | 'mode'>): string {
  const three = (bits: number, special: boolean, letter: string) => {
    const x = (bits & 1) !== 0
    const last = special ? (x ? letter : letter.toUpperCase()) : x ? 'x' : '-'
    return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${last}`
  }
  return [
    LETTERS[type],
    three((mode >> 6) & 7, (mode & 0o4000) !== 0, 's'),
    three((mode >> 3) & 7, (mode & 0o2000) !== 0, 's'),
    three(mode & 7, (mode & 0o1000) !== 0, 't'),
  ].join('')
}

/** "3 of 1200 changes": how many a filter leaves. */
export const matchingInWords = (
  matching: number,
  { added, changed, removed }: Changes['total'],
) => {
  const all = added + changed + removed
  return matching === all
    ? plural(all, { one: `${all} change`, other: `${all} changes` })
    : t`${matching} of ${plural(all, { one: `${all} change`, other: `${all} changes` })}`
}
