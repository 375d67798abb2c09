/** What the desktop program itself says: its menu, its dialogs, its notifications. */
export const ENGLISH = {
  menu: {
    file: 'File',
    newWindow: 'New window',
    newContainer: 'New container…',
    closeWindow: 'Close window',
    quit: 'Quit',
    edit: 'Edit',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select All',
    view: 'View',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    actualSize: 'Actual size',
    fullScreen: 'Toggle Full Screen',
    devTools: 'Toggle Developer Tools',
  },
  notice: {
    outOfMemory: (id: string) => `${id} was killed: out of memory`,
    killed: (id: string) => `${id} was killed`,
    killedBy: (id: string, signal: string) => `${id} was killed by ${signal}`,
    unseen: (id: string) => `${id} ended unseen`,
    exited: (id: string, code: number | string) => `${id} exited ${code}`,
    exitedShort: (id: string, code: number | string) =>
      `${id} exited ${code}, a process of it ran out of memory`,
    checkpointFailed: (id: string) => `Checkpoint of ${id} failed`,
    on: (words: string, host: string) => `${words} on ${host}`,
    asRoot: 'this machine, as root',
  },
  farewell: {
    one: (id: string) => `${id} runs on without the window.`,
    several: (count: number) => `${count} containers run on without the window.`,
    andMore: (names: string, more: number) => `${names} and ${more} more`,
    seeIt: 'Start Runcible again to see it, with consoles and what they have written meanwhile.',
    seeThem:
      'Start Runcible again to see them, with consoles and what they have written meanwhile.',
    close: 'Close the window',
    stay: 'Stay',
    notAgain: 'Do not say this again',
  },
  pageEnds: {
    message: 'This window’s page ends again and again.',
    detail: (reason: string) =>
      `The last time: ${reason}. Containers run on, and their consoles are kept.`,
    load: 'Load it again',
    close: 'Close the window',
  },
  saveExport: 'Save the export',
  cannotStart: 'Runcible cannot start',
} as const

type Said<Value> = Value extends string
  ? string
  : Value extends (...given: infer Given) => string
    ? (...given: Given) => string
    : { readonly [Key in keyof Value]: Said<Value[Key]> }

/** The same in any language. */
export type Words = Said<typeof ENGLISH>
