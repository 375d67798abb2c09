import { EditorState } from '@codemirror/state'
import { t } from '@lingui/core/macro'

/** What CodeMirror itself says, by its own English; in a context of its own, for such short words mean something else elsewhere. */
export const phrases = EditorState.phrases.of({
  // What is looked for
  Find: t({ context: 'editor', message: 'Find' }),
  Replace: t({ context: 'editor', message: 'Replace' }),
  next: t({ context: 'editor', message: 'next' }),
  previous: t({ context: 'editor', message: 'previous' }),
  all: t({ context: 'editor', message: 'all' }),
  'match case': t({ context: 'editor', message: 'match case' }),
  regexp: t({ context: 'editor', message: 'regexp' }),
  'by word': t({ context: 'editor', message: 'by word' }),
  replace: t({ context: 'editor', message: 'replace' }),
  'replace all': t({ context: 'editor', message: 'replace all' }),
  close: t({ context: 'editor', message: 'close' }),
  'current match': t({ context: 'editor', message: 'current match' }),
  'on line': t({ context: 'editor', message: 'on line' }),
  'replaced match on line $': t({ context: 'editor', message: 'replaced match on line $' }),
  'replaced $ matches': t({ context: 'editor', message: 'replaced $ matches' }),
  // A line to go to
  'Go to line': t({ context: 'editor', message: 'Go to line' }),
  go: t({ context: 'editor', message: 'go' }),
  // What may stand here, and what is wrong
  Completions: t({ context: 'editor', message: 'Completions' }),
  Diagnostics: t({ context: 'editor', message: 'Diagnostics' }),
  'No diagnostics': t({ context: 'editor', message: 'No diagnostics' }),
  // Folding
  'Fold line': t({ context: 'editor', message: 'Fold line' }),
  'Unfold line': t({ context: 'editor', message: 'Unfold line' }),
  'Folded lines': t({ context: 'editor', message: 'Folded lines' }),
  'Unfolded lines': t({ context: 'editor', message: 'Unfolded lines' }),
  'folded code': t({ context: 'editor', message: 'folded code' }),
  unfold: t({ context: 'editor', message: 'unfold' }),
  to: t({ context: 'editor', message: 'to' }),
  // The difference
  '$ unchanged lines': t({ context: 'editor', message: '$ unchanged lines' }),
  'Selection deleted': t({ context: 'editor', message: 'Selection deleted' }),
})
