import { Loader } from '@mantine/core'
import type { FileComparison, FileText } from '../../shared/model.ts'
import { lookInto } from '../actions/looks.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { useLook } from '../inside/use-look.ts'
import type { Checkpoint } from '../model.ts'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import { VirtualRows } from '../parts/VirtualRows.tsx'
import { useRunningAt } from '../store/running.ts'
import { noLinesInWords } from '../words/compare.ts'
import classes from './Compare.module.css'
import { type DiffRow, diffRows } from './diff-rows.ts'

interface Props {
  checkpoint: Checkpoint
  /** null: now */
  other: string | null
  path: string
  onClose(): void
}

/** One file as it was and as it is: lines that came and went, with what is around them. */
export default function FileDiffDialog({ checkpoint, other, path, onClose }: Props) {
  const { told: compared, place } = useLook(path, () =>
    lookInto(checkpoint, 'checkpoints.compareFile', {
      checkpoint: checkpoint.id,
      with: other,
      path,
    }),
  )
  const running = useRunningAt(place)
  return (
    <DialogFrame onClose={onClose} size="min(1000px, 92 * var(--vw))" title={path}>
      <FailureAt place={place} />
      {compared ? <Lines compared={compared} /> : running && <Loader size="sm" />}
    </DialogFrame>
  )
}

function Lines({ compared: { was, is } }: { compared: FileComparison }) {
  const [before, after] = [textOf(was), textOf(is)]
  if (before === null || after === null || (was === null && is === null)) {
    return <p className={classes.what}>{noLinesInWords({ was, is })}</p>
  }
  const rows = diffRows(before, after)
  const truncated = was?.truncated || is?.truncated
  return (
    <>
      {truncated && <p className={classes.what}>Only the beginning of it is compared.</p>}
      {rows === null ? (
        <p className={classes.what}>It differs in too much to be shown line by line.</p>
      ) : (
        <div className={classes.diff}>
          <VirtualRows label="Lines that differ" rows={rows} none="Its text is the same.">
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
