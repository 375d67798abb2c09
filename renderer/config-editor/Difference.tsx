import { json } from '@codemirror/lang-json'
import { MergeView } from '@codemirror/merge'
import { EditorState } from '@codemirror/state'
import { EditorView, lineNumbers } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import type { Draft } from '../store/drafts.ts'
import { CONFIG_WORDS } from '../words/config.ts'
import classes from './ConfigEditor.module.css'
import { sidesLook } from './look.ts'
import { phrases } from './phrases.ts'

/** Lines around a change that are shown, too; longer stretches that are alike are folded. */
const AROUND = { margin: 3, minSize: 6 }

/** What the container has beside what it is to have. */
export function Difference({ draft: { basedOn, text } }: { draft: Draft }) {
  const parent = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!parent.current) return
    const view = new MergeView({
      parent: parent.current,
      a: { doc: basedOn, extensions: side(CONFIG_WORDS.now) },
      b: { doc: text, extensions: side(CONFIG_WORDS.edited) },
      collapseUnchanged: AROUND,
    })
    return () => view.destroy()
  }, [basedOn, text])
  if (basedOn === text) return <p className={classes.calm}>{CONFIG_WORDS.same}</p>
  return (
    <div className={classes.difference}>
      <div className={classes.sides} aria-hidden="true">
        <span>{CONFIG_WORDS.now}</span>
        <span>{CONFIG_WORDS.edited}</span>
      </div>
      <div ref={parent} className={classes.merge} />
    </div>
  )
}

const side = (label: string) => [
  lineNumbers(),
  json(),
  sidesLook,
  phrases,
  EditorState.readOnly.of(true),
  EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
]
