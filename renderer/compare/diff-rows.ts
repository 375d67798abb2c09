import { structuredPatch } from 'diff'

/** Lines around a difference. */
const CONTEXT = 3
/** Texts that have little in common take long to be compared. */
const LONGEST_MS = 1000

export interface DiffRow {
  /** …: lines that are the same are left out */
  sign: '+' | '−' | ' ' | '…'
  /** numbers of the line on either side; null: it is not there */
  was: number | null
  is: number | null
  text: string
}

/** The lines that differ, each with what is around it; null where that took too long. */
export function diffRows(was: string, is: string): DiffRow[] | null {
  const options = { context: CONTEXT, timeout: LONGEST_MS }
  const patch = structuredPatch('', '', was, is, undefined, undefined, options)
  if (!patch) return null
  return patch.hunks.flatMap((hunk, n) => {
    let [then, now] = [hunk.oldStart, hunk.newStart]
    const rows = hunk.lines.map((line): DiffRow => {
      const text = line.slice(1)
      switch (line[0]) {
        case '+':
          return { sign: '+', was: null, is: now++, text }
        case '-':
          return { sign: '−', was: then++, is: null, text }
        case ' ':
          return { sign: ' ', was: then++, is: now++, text }
        default:
          // “\ No newline at end of file”
          return { sign: '…', was: null, is: null, text: text.trim() }
      }
    })
    const first = n === 0 && Math.max(hunk.oldStart, hunk.newStart) <= 1
    return first ? rows : [{ sign: '…', was: null, is: null, text: '' }, ...rows]
  })
}
