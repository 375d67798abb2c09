import { decimals, LOCALE } from './locale.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How long ago `iso` was, in one unit: "3 s", "12 min", "2 h", "5 d". A clock that runs ahead reads "0 s". */
export function ago(iso: string, now: number): string {
  const ms = Math.max(0, now - Date.parse(iso))
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h`
  return `${Math.floor(ms / DAY)} d`
}

/** A measured duration in ms: "104 ms", "1.2 s", "2 min 3 s". */
export function duration(ms: number): string {
  if (ms < SECOND) return `${Math.round(ms)} ms`
  if (ms < MINUTE) return `${decimals(ms / SECOND, 1)} s`
  return `${Math.floor(ms / MINUTE)} min ${Math.floor((ms % MINUTE) / SECOND)} s`
}

/** Time of day where the viewer sits, 12:03:04. */
export const clock = (iso: string) => new Date(iso).toLocaleTimeString(LOCALE)

/** Date and time where the viewer sits, for what may be days old. */
export const dateAndTime = (iso: string) =>
  new Date(iso).toLocaleString(LOCALE, { dateStyle: 'medium', timeStyle: 'medium' })
