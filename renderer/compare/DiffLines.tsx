import { t } from '@lingui/core/macro'
import type { FileComparison, FileText } from '../../shared/model.ts'
import { VirtualRows } from '../parts/VirtualRows.tsx'
import { noLinesInWords } from '../words/compare.ts'
import classes from './Compare.module.css'
import { type DiffRow, diffRows } from './diff-rows.ts'

/** The lines of a file that came and went, with what is around them. */
export function DiffLines({ compared: { was, is } }: { compared: FileComparison }) {
  const [before, after] = [textOf(was), textOf(is)]
  if (before === null || after === null || (was === null && is === null)) {
    return <p className={classes.what}>{noLinesInWords({ was, is })}</p>
  }
  const rows = diffRows(before, after)
  const truncated = was?.truncated || is?.truncated
  return (
    <>
      {truncated && <p className={classes.what}>{t`Only the beginning of it is compared.`}</p>}
      {rows === null ? (
        <p className={classes.what}>{t`It differs in too much to be shown line by line.`}</p>
      ) : (
        <div className={classes.diff}>
          <VirtualRows label={t`Lines that differ`} rows={rows} none={t`Its text is the same.`}>
            {(row) => <Line row={row} />}
          </VirtualRows>
        </div>
      )}
    </>
  )
}

function Line({ row: { sign, was, is, text } }: { row: DiffRow }) {
  return (
    <span className={classes.line} data-sign={sign}>
      <span className={classes.number}>{was}</span>
      <span className={classes.number}>{is}</span>
      <code className={classes.sign}>{sign}</code>
      <code>{text}</code>
    </span>
  )
}

/** What is not there has no lines; null: it is no text. */
function textOf(file: FileText | null): string | null {
  if (!file) return ''
  if (file.kind === 'link') return `→ ${file.text}\n`
  return file.kind === 'text' ? file.text : null
}
