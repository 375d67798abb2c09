import { msg } from '@lingui/core/macro'
import { type Command, named } from './command.ts'

/** Keys that stay as they are: every list, tab and slider has them so, and screen readers count on it. */
export const FIXED: readonly (Pick<Command, 'words' | 'english'> & { keys: string })[] = [
  { keys: '↑ ↓ Page ↑ Page ↓ Home End', ...named(msg`Move in the list of containers`) },
  { keys: 'Shift ↑ ↓', ...named(msg`Choose several containers in a row`) },
  { keys: 'Space', ...named(msg`Choose a container, or a group, beside others`) },
  { keys: '← →', ...named(msg`Fold and unfold a group; go from a member to its group`) },
  { keys: 'Enter', ...named(msg`To the console of a container; what a form is for`) },
  { keys: 'Escape', ...named(msg`Choose none; close what is open`) },
  { keys: '← → Home End', ...named(msg`Move among the tabs of a group, and among the moments`) },
  { keys: 'Delete', ...named(msg`Close a tab that has the keyboard`) },
  { keys: 'F2', ...named(msg`Rename the console of a tab that has the keyboard`) },
  { keys: 'Ctrl + − 0', ...named(msg`Zoom the window, as in a browser`) },
  { keys: 'Ctrl Shift S', ...named(msg`Presenter mode, and out of it`) },
  { keys: 'Ctrl Shift V', ...named(msg`Paste into a console: the browser has it`) },
  {
    keys: 'Space, ← →, < >',
    ...named(msg`Play and pause, go back and on, slower and faster in a playback`),
  },
]
