import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  completionStatus,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from '@codemirror/language'
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint'
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search'
import type { Extension } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import { useEffect, useRef } from 'react'
import type { ConfigProblem } from '../../shared/model.ts'
import { engineWords } from '../language/engine-words.ts'
import { CONFIG_WORDS } from '../words/config.ts'
import classes from './ConfigEditor.module.css'
import { complete } from './completion.ts'
import { look } from './look.ts'
import { phrases } from './phrases.ts'

interface Props {
  /** where it begins */
  text: string
  problems: readonly ConfigProblem[]
  /** the one to be gone to; each time anew */
  shown: { problem: ConfigProblem } | null
  onChange(text: string): void
}

/** A config.json to be edited: what is wrong is marked in it, and what may stand where is offered. */
export function Editor({ text, problems, shown, onChange }: Props) {
  const parent = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const changed = useRef(onChange)
  changed.current = onChange
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is where it begins
  useEffect(() => {
    if (!parent.current) return
    const tell = EditorView.updateListener.of(({ docChanged, state }) => {
      if (docChanged) changed.current(state.doc.toString())
    })
    const made = new EditorView({
      parent: parent.current,
      doc: text,
      extensions: [...EXTENSIONS, tell],
    })
    view.current = made
    made.focus()
    return () => made.destroy()
  }, [])
  useEffect(() => {
    const editor = view.current
    if (!editor) return
    const end = editor.state.doc.length
    const diagnostics = problems.map(({ from, to, level, message }) => ({
      from: Math.min(from, end),
      to: Math.min(to, end),
      severity: level,
      message: engineWords(message),
    }))
    editor.dispatch(setDiagnostics(editor.state, diagnostics))
  }, [problems])
  useEffect(() => {
    const editor = view.current
    if (!editor || !shown) return
    const anchor = Math.min(shown.problem.from, editor.state.doc.length)
    editor.dispatch({
      selection: { anchor },
      effects: EditorView.scrollIntoView(anchor, { y: 'center' }),
    })
    editor.focus()
  }, [shown])
  return <div ref={parent} className={classes.editor} />
}

/** What Mantine's dialogs ask whether an Escape is theirs. */
const KEEPS_ESCAPE = 'data-mantine-stop-propagation'

/** Escape belongs to the list of what may stand here, or to what is looked for, while that is open; else to the dialog. */
const escapes = [
  EditorView.contentAttributes.of(({ state }) => ({
    'aria-label': CONFIG_WORDS.label,
    tabindex: '0',
    [KEEPS_ESCAPE]: String(completionStatus(state) === 'active'),
  })),
  EditorView.updateListener.of(({ view }) => {
    for (const one of view.dom.querySelectorAll('.cm-panels :is(input, button)')) {
      one.setAttribute(KEEPS_ESCAPE, 'true')
    }
  }),
]

const EXTENSIONS: readonly Extension[] = [
  lineNumbers(),
  highlightActiveLineGutter(),
  foldGutter(),
  lintGutter(),
  history(),
  drawSelection(),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  autocompletion({ override: [complete], icons: false }),
  highlightSelectionMatches(),
  json(),
  look,
  phrases,
  escapes,
  // Tab is left to the page: whoever has no mouse must get out of the text.
  keymap.of([
    ...closeBracketsKeymap,
    ...completionKeymap,
    ...searchKeymap,
    ...historyKeymap,
    ...foldKeymap,
    ...lintKeymap,
    ...defaultKeymap,
  ]),
]
