import { engineWords } from '../language/engine-words.ts'
import classes from './Inside.module.css'

/** What is left out, and why. */
export function Notes({ notes }: { notes: readonly string[] }) {
  if (notes.length === 0) return null
  return (
    <div role="note" className={classes.notes}>
      {notes.map((note) => (
        <p key={note}>{engineWords(note)}</p>
      ))}
    </div>
  )
}
