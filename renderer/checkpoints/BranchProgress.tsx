import { Button } from '@mantine/core'
import { type Branch, type BranchStep, branchRef } from '../actions/branches.ts'
import { goToConsole } from '../actions/navigate.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { type Checkpoint, keyOf } from '../model.ts'
import { DialogFoot } from '../parts/DialogFoot.tsx'
import classes from './BranchDialog.module.css'

const WORDS: Readonly<Record<BranchStep, string>> = {
  waiting: 'waits for its turn',
  creating: 'its files are copied',
  restoring: 'is restored',
  running: 'runs',
  failed: 'failed',
}

interface Props {
  checkpoint: Checkpoint
  branches: readonly Branch[]
  steps: ReadonlyMap<string, BranchStep>
  onClose(): void
  /** those that failed are to be tried once more, with other changes */
  onAgain(failed: readonly Branch[]): void
}

/** How far each branch is, with what failed at its own line. */
export function BranchProgress({ checkpoint, branches, steps, onClose, onAgain }: Props) {
  const stepOf = ({ id }: Branch) => steps.get(id) ?? 'waiting'
  const failed = branches.filter((one) => stepOf(one) === 'failed')
  const isOver = branches.every((one) => ['running', 'failed'].includes(stepOf(one)))
  return (
    <div className={classes.form}>
      <ul className={classes.branches} aria-live="polite">
        {branches.map((one) => (
          <li key={one.id}>
            <span className={classes.branch} data-step={stepOf(one)}>
              <strong>{one.id}</strong> {WORDS[stepOf(one)]}
              {stepOf(one) === 'running' && isOver && (
                <Button
                  size="compact-xs"
                  variant="subtle"
                  onClick={() => {
                    onClose()
                    goToConsole(branchRef(checkpoint, one))
                  }}
                >
                  Go to it
                </Button>
              )}
            </span>
            {stepOf(one) === 'failed' && <FailureAt place={keyOf(branchRef(checkpoint, one))} />}
          </li>
        ))}
      </ul>
      {isOver && (
        <DialogFoot>
          <Button variant="default" onClick={onClose}>
            Done
          </Button>
          {failed.length > 0 && (
            <Button onClick={() => onAgain(failed)}>Change and try again</Button>
          )}
        </DialogFoot>
      )}
    </div>
  )
}
