/** What the switches of a checkpoint are called. */
export const OPTION_LABELS = {
  allowOpenTcp: 'Open TCP connections',
  fileLocks: 'File locks',
  largeDeletedFiles: 'Large deleted files',
  allowExternalUnixSockets: 'External unix sockets',
  allowTerminal: 'Terminal of an outside session',
} as const

export const SWITCHES = Object.keys(OPTION_LABELS) as (keyof typeof OPTION_LABELS)[]
