import { t } from '@lingui/core/macro'

/** What the tour says. */
export const TOUR = {
  offer: t`New here? A short tour shows you around with the demo shell.`,
  take: t`Take the tour`,
  decline: t`No, thank you`,
  again: t`Take the tour`,
  leave: t`Leave the tour`,
  back: t`Back`,
  next: t`Next`,
  end: t`End`,
  start: t`Start the demo shell`,
  of: (n: number, all: number) => t`${n} of ${all}`,
} as const

/** Its stations: what each points at, by the selector of it, and what it says. */
export const STATIONS = [
  {
    at: 'nav',
    side: 'right-start',
    title: t`The list`,
    text: t`Every container stands here, with its state. The arrow keys go through the list, Enter opens a console, Space chooses several.`,
  },
  {
    at: 'main [data-tabset-id]',
    side: 'bottom',
    title: t`The console`,
    text: t`What you type goes to the shell in the container. It runs on when you close the window, and its output is kept.`,
  },
  {
    at: 'aside [role=toolbar]',
    side: 'left',
    title: t`The inspector`,
    text: t`What the container is, and what can be done to it. Rest on a button to read the command that it runs; one that cannot be pressed says why.`,
  },
  {
    at: '#inspector section:has(> svg)',
    side: 'left',
    title: t`The state diagram`,
    text: t`Where the container is, and which ways lead on. A word at an arrow is a button. It moves, too, when somebody pauses the container from a terminal.`,
  },
  {
    at: 'main > section',
    side: 'top',
    title: t`The moments`,
    text: t`A checkpoint keeps memory, processes and files as they are now. Each is a dot on this line: go back to it, or branch a copy from it.`,
  },
  {
    at: 'footer',
    side: 'top',
    title: t`The journal`,
    text: t`The last command and how it went. The journal holds all of them, with their time and result, and gives them to you as a script. Lessons are in the menu: Ctrl Shift H.`,
  },
] as const
