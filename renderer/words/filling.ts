import { t } from '@lingui/core/macro'
import type { Filling } from '../../shared/model.ts'
import { LOCALE } from './locale.ts'
import { MIB } from './sizes.ts'

const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 })

type Amount = Pick<Filling, 'done' | 'total'>

/** How much of a restored container's memory is in: "memory is coming: 312 of 1,024 MiB". */
export const fillingWords = ({ done, total }: Amount) =>
  t`memory is coming: ${{ done: whole.format(done / MIB) }} of ${{ total: whole.format(total / MIB) }} MiB`

/** The same in percent. */
export const filledPercent = ({ done, total }: Amount) =>
  total > 0 ? Math.floor((100 * done) / total) : 100

export const FILLING_HELP = t`The program runs already. A checkpoint can be taken once all of its memory is in. Closing Runcible does not stop it.`

export const LAZY_LABEL = t`Run at once, memory follows`
export const LAZY_HELP = t`The program goes on in a moment, and what it has not got yet is read from the checkpoint while it runs. Otherwise it waits until all of its memory is back.`
