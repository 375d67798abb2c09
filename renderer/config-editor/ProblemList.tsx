import { Trans } from '@lingui/react/macro'
import { UnstyledButton } from '@mantine/core'
import { IconAlertTriangle, IconCircleX } from '@tabler/icons-react'
import type { ConfigProblem } from '../../shared/model.ts'
import { engineWords } from '../language/engine-words.ts'
import { CONFIG_WORDS, problemInWords } from '../words/config.ts'
import classes from './ConfigEditor.module.css'

interface Props {
  /** null: not known yet */
  problems: readonly ConfigProblem[] | null
  onShow(problem: ConfigProblem): void
}

/** What is wrong with a config.json, or may be: each leads to its line. */
export function ProblemList({ problems, onShow }: Props) {
  if (problems === null) return <p className={classes.calm}>{CONFIG_WORDS.checking}</p>
  if (problems.length === 0) return <p className={classes.calm}>{CONFIG_WORDS.fine}</p>
  return (
    <ul className={classes.problems} aria-label={CONFIG_WORDS.problems}>
      {problems.map((problem) => (
        <li key={`${problem.from} ${problem.path} ${problem.message}`}>
          <UnstyledButton className={classes.problem} onClick={() => onShow(problem)}>
            <Mark level={problem.level} />
            <span className={classes.line}>
              <Trans>line {{ line: problem.line }}</Trans>
            </span>
            <span>{problemInWords({ ...problem, message: engineWords(problem.message) })}</span>
          </UnstyledButton>
        </li>
      ))}
    </ul>
  )
}

function Mark({ level }: Pick<ConfigProblem, 'level'>) {
  const Icon = level === 'error' ? IconCircleX : IconAlertTriangle
  const word = level === 'error' ? CONFIG_WORDS.error : CONFIG_WORDS.warning
  return <Icon size={15} className={classes.mark} data-level={level} role="img" aria-label={word} />
}
