import { engineWords } from '../language/engine-words.ts'

/** A note on an archive, in the window's language: what is less safe than the defaults comes as a clause made a sentence, and its reason. */
export function archiveNoteInWords(note: string): string {
  const end = note.indexOf('. ')
  const clause = `${note.charAt(0).toLowerCase()}${note.slice(1, end)}`
  const said = engineWords(clause)
  if (end < 0 || said === clause) return engineWords(note)
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}. ${engineWords(note.slice(end + 2))}`
}
