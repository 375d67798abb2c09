import broken from './built-in/broken.md?raw'
import life from './built-in/life.md?raw'
import limits from './built-in/limits.md?raw'
import moments from './built-in/moments.md?raw'
import namespaces from './built-in/namespaces.md?raw'
import signals from './built-in/signals.md?raw'

/** The lessons that come along, in the order in which they build on each other; by the names of their files. */
export const BUILT_IN: ReadonlyArray<{ file: string; text: string }> = [
  { file: 'life.md', text: life },
  { file: 'signals.md', text: signals },
  { file: 'namespaces.md', text: namespaces },
  { file: 'limits.md', text: limits },
  { file: 'moments.md', text: moments },
  { file: 'broken.md', text: broken },
]
