import { t } from '@lingui/core/macro'
import type { ConsoleViewer } from '../../shared/contract.ts'
import type { TerminalSize } from '../../shared/model.ts'

/** 80×24: columns, rows. */
const sizeWords = ({ cols, rows }: TerminalSize) => `${cols}×${rows}`

/**
 * Who looks at a console and whose size its terminal has; null where there is nothing to say: this window alone, in its own
 * size. `size`: the terminal's; null where the process has none.
 */
export function sharingWords(
  viewers: readonly ConsoleViewer[],
  size: TerminalSize | null,
): string | null {
  const you = viewers.find((one) => one.you)
  if (!you) return null
  const count = viewers.length > 1 ? t`${{ count: viewers.length }} viewers` : null
  const fits = !size || !you.size || sizeWords(you.size) === sizeWords(size)
  if (!count && (you.sets || fits)) return null
  const setBy = size && setterWords(sizeWords(size), viewers)
  return [count, setBy].filter(Boolean).join(' · ')
}

function setterWords(size: string, viewers: readonly ConsoleViewer[]): string {
  const setter = viewers.find(({ sets }) => sets)
  if (!setter) return t`${size}, as it was left`
  return setter.you ? t`${size}, set by this window` : t`${size}, set by another window`
}

/** Another window has set a size that this one has no room for. */
export function isLarger(size: TerminalSize | null, viewers: readonly ConsoleViewer[]): boolean {
  const you = viewers.find((one) => one.you)
  if (!size || !you?.size || you.sets) return false
  return size.cols > you.size.cols || size.rows > you.size.rows
}

/** Why nothing comes for a while: the process waits for who looks. */
export function heldWords({ forMs, byYou }: { forMs: number; byYou: boolean }): string {
  const seconds = Math.floor(forMs / 1000)
  return byYou
    ? t`output is held back: this window cannot keep up, for ${seconds} s`
    : t`output is held back: another window cannot keep up, for ${seconds} s`
}
