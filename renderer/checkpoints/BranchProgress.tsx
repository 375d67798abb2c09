import { t } from '@lingui/core/macro'
import { Button } from '@mantine/core'
import { type Branch, type BranchStep, branchRef } from '../actions/branches.ts'
import { goToConsole } from '../actions/navigate.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { type Checkpoint, keyOf } from '../model.ts'
import { DialogFoot } from '../parts/DialogFoot.tsx'
import classes from './BranchDialog.module.css'

const WORDS: Readonly<Record<BranchStep, string>> = {
  waiting: t`waits for its turn`,
  creating: t`its files are copied`,
  restoring: t`is restored`,
  running: t`runs`,
  failed: t`failed`,
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
                  {t`Go to it`}
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
            {t`Done`}
          </Button>
          {failed.length > 0 && (
            <Button onClick={() => onAgain(failed)}>{t`Change and try again`}</Button>
          )}
        </DialogFoot>
      )}
    </div>
  )
}
