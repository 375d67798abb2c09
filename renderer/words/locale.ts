import { i18n } from '@lingui/core'

/** How numbers and times are written: as the window's language has it, English as in Britain. */
export const LOCALE = i18n.locale === 'en' ? 'en-GB' : i18n.locale

const POINT = (1.1).toLocaleString(LOCALE)[1] ?? '.'

/** A number with so many decimals. */
export const decimals = (value: number, digits: number) => withPoint(value.toFixed(digits))

/** A number as JavaScript writes it, with the language's point. */
export const withPoint = (number: string) => number.replace('.', POINT)
