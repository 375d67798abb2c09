import type { Messages } from '@lingui/core'
import type { Sentences } from './engine-words.ts'

const catalogs = import.meta.glob<{ messages: Messages }>('./de/*.po', { eager: true })

/** German: what all rooms say. */
export const messages: Messages = Object.assign(
  {},
  ...Object.values(catalogs).map((one) => one.messages),
)

const engine = import.meta.glob<Sentences>('./de/engine/*.json', { eager: true, import: 'default' })

/** What engines say. */
export const sentences: readonly Sentences[] = Object.values(engine)
