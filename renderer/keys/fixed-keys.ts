/** Keys that stay as they are: every list, tab and slider has them so, and screen readers count on it. */
export const FIXED: readonly { keys: string; words: string }[] = [
  { keys: '↑ ↓ Page ↑ Page ↓ Home End', words: 'Move in the list of containers' },
  { keys: 'Shift ↑ ↓', words: 'Choose several containers in a row' },
  { keys: 'Space', words: 'Choose a container, or a group, beside others' },
  { keys: '← →', words: 'Fold and unfold a group; go from a member to its group' },
  { keys: 'Enter', words: 'To the console of a container; what a form is for' },
  { keys: 'Escape', words: 'Choose none; close what is open' },
  { keys: '← → Home End', words: 'Move among the tabs of a group, and among the moments' },
  { keys: 'Delete', words: 'Close a tab that has the keyboard' },
  { keys: 'F2', words: 'Rename the console of a tab that has the keyboard' },
  { keys: 'Ctrl + − 0', words: 'Zoom the window, as in a browser' },
  { keys: 'Ctrl Shift S', words: 'Presenter mode, and out of it' },
  { keys: 'Ctrl Shift V', words: 'Paste into a console: the browser has it' },
  {
    keys: 'Space, ← →, < >',
    words: 'Play and pause, go back and on, slower and faster in a playback',
  },
]
