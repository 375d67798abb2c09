import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

/** The editor in the window's own colours, which follow its scheme by themselves. */
const surfaces = EditorView.theme({
  '&': {
    height: '100%',
    color: 'var(--text)',
    backgroundColor: 'var(--console)',
    fontSize: '13px',
  },
  // What is around it shows that it has the keyboard, at the lines’ numbers, too.
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.5' },
  '.cm-content': { caretColor: 'var(--text)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': {
    color: 'var(--text-faint)',
    backgroundColor: 'var(--surface-side)',
    borderRight: '1px solid var(--line)',
  },
  '.cm-activeLine': { backgroundColor: 'transparent' },
  '.cm-activeLineGutter': { color: 'var(--text)', backgroundColor: 'var(--surface-hover)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
    { backgroundColor: 'var(--surface-chosen)' },
  '.cm-selectionMatch': { backgroundColor: 'var(--surface-hover)' },
  '&.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--surface-chosen)',
    color: 'inherit',
  },
  '.cm-foldPlaceholder': {
    color: 'var(--text-dim)',
    backgroundColor: 'var(--surface-hover)',
    border: '1px solid var(--line)',
  },
  '.cm-tooltip, .cm-panels': {
    color: 'var(--text)',
    backgroundColor: 'var(--surface-raised)',
    border: '1px solid var(--line-strong)',
  },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    color: 'var(--text)',
    backgroundColor: 'var(--surface-chosen)',
  },
  '.cm-completionDetail': { color: 'var(--text-dim)', fontStyle: 'normal' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
  '.cm-textfield, .cm-button': {
    color: 'var(--text)',
    background: 'var(--surface)',
    border: '1px solid var(--line-strong)',
    borderRadius: '3px',
  },
  '.cm-searchMatch': {
    backgroundColor: 'var(--warn-surface)',
    outline: '1px solid var(--warn-line)',
  },
  '.cm-searchMatch-selected': { backgroundColor: 'var(--surface-chosen)' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--state-failed)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--state-paused)' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--state-failed)',
  },
  '.cm-lintRange-warning': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--state-paused)',
  },
})

const words = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--accent-text)' },
  { tag: tags.string, color: 'var(--state-running)' },
  { tag: tags.number, color: 'var(--graph-second)' },
  { tag: [tags.bool, tags.null], color: 'var(--state-lost)' },
  { tag: tags.separator, color: 'var(--text-dim)' },
])

/** Sides of a difference: what went is red, what came green, and both are said by their marks, too. */
const sides = EditorView.theme({
  '&': { height: 'auto' },
  '.cm-changedLine, &.cm-merge-a .cm-changedLine': { backgroundColor: 'var(--failed-surface)' },
  '&.cm-merge-b .cm-changedLine': { backgroundColor: 'var(--surface-chosen)' },
  '&.cm-merge-a .cm-changedText, &.cm-merge-b .cm-changedText': {
    background: 'none',
    textDecoration: 'underline',
  },
  '.cm-collapsedLines': {
    color: 'var(--text-dim)',
    background: 'var(--surface-side)',
    borderBlock: '1px solid var(--line)',
  },
  // The packaged face has no sign for it.
  '.cm-collapsedLines:before, .cm-collapsedLines:after': { content: '"…"' },
})

export const look = [surfaces, syntaxHighlighting(words)]
export const sidesLook = [look, sides]
