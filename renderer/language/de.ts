import type { Messages } from '@lingui/core'

const catalogs = import.meta.glob<{ messages: Messages }>('./de/*.po', { eager: true })

/** German: what all rooms say. */
export const messages: Messages = Object.assign(
  {},
  ...Object.values(catalogs).map((one) => one.messages),
)
