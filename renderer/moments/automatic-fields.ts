import { t } from '@lingui/core/macro'
import { AutomaticMoments } from '../../shared/model.ts'

/** What the dialog holds: a switch for each occasion, with what belongs to it even while it is off. */
export interface AutomaticForm {
  clock: boolean
  everyMinutes: number | string
  beforeExec: boolean
  beforeLimits: boolean
  text: boolean
  onText: string
  keep: number | string
}

const EVERY_MINUTES = 5
const KEEP = 5

export const automaticForm = (automatic: AutomaticMoments | null): AutomaticForm => ({
  clock: automatic !== null && automatic.everyMinutes !== null,
  everyMinutes: automatic?.everyMinutes ?? EVERY_MINUTES,
  beforeExec: automatic?.beforeExec ?? false,
  beforeLimits: automatic?.beforeLimits ?? false,
  text: automatic !== null && automatic.onText !== null,
  onText: automatic?.onText ?? '',
  keep: automatic?.keep ?? KEEP,
})

/** null: on no occasion at all. */
export const toAutomatic = (form: AutomaticForm): AutomaticMoments | null =>
  form.clock || form.beforeExec || form.beforeLimits || form.text
    ? {
        everyMinutes: form.clock ? Number(form.everyMinutes) : null,
        beforeExec: form.beforeExec,
        beforeLimits: form.beforeLimits,
        onText: form.text ? form.onText : null,
        keep: Number(form.keep),
      }
    : null

/** What is wrong with it, by field. */
export function automaticErrors(form: AutomaticForm): Partial<Record<keyof AutomaticForm, string>> {
  const automatic = toAutomatic(form)
  if (!automatic) return {}
  const fields = new Set(
    AutomaticMoments.safeParse(automatic).error?.issues.map(({ path }) => path[0]),
  )
  return {
    ...(fields.has('everyMinutes') && { everyMinutes: t`a whole number from 1 to 1440` }),
    ...(fields.has('onText') && { onText: t`say which text, in at most 200 characters` }),
    ...(fields.has('keep') && { keep: t`a whole number from 1 to 50` }),
  }
}
