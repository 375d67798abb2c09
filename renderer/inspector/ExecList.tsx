import { t } from '@lingui/core/macro'
import { type Exec, signalName } from '../../shared/model.ts'
import { whyNot } from '../actions/availability.ts'
import { openTab } from '../actions/navigate.ts'
import { useCircumstances } from '../actions/use-circumstances.ts'
import { FailureCard } from '../failures/FailureCard.tsx'
import type { Container } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { StateGlyph } from '../parts/StateGlyph.tsx'
import { useNow } from '../parts/use-now.ts'
import { useDialogs } from '../store/dialogs.ts'
import { useShellsOf } from '../store/shells.ts'
import { formatArgs } from '../words/command-line.ts'
import { exitInFull } from '../words/exit.ts'
import { describeExec } from '../words/state.ts'
import classes from './ExecList.module.css'
import { ExecMenu, type ExecPlace } from './ExecMenu.tsx'
import { ShellRow } from './ShellRow.tsx'

/** The init, what was run beside it, and who looks on. */
export function ExecList({ container }: { container: Container }) {
  const around = useCircumstances(container.host)
  const show = useDialogs((state) => state.show)
  const shells = useShellsOf(container)
  return (
    <div className={classes.list}>
      <ul className={classes.rows} aria-label={t`Processes of ${{ name: container.id }}`}>
        <li className={classes.row}>
          <code className={classes.command} title={formatArgs(container.args)}>
            {formatArgs(container.args)}
          </code>
          <span className={classes.state}>
            init{container.pid === null ? '' : ` · pid ${container.pid}`}
          </span>
        </li>
        {container.execs.map((exec) => (
          <ExecRow key={exec.id} exec={exec} container={container} />
        ))}
        {shells.map((shell) => (
          <ShellRow key={shell.id} shell={shell} />
        ))}
      </ul>
      <div className={classes.buttons}>
        <ActionButton
          why={whyNot('exec', container, around)}
          aria-haspopup="dialog"
          onPress={() => show({ kind: 'exec', container })}
        >
          {t`New exec…`}
        </ActionButton>
        <ActionButton
          looks
          why={container.pid === null ? t`nothing runs in it` : null}
          aria-haspopup="dialog"
          onPress={() => show({ kind: 'processes', container })}
        >
          {t`All that runs inside…`}
        </ActionButton>
      </div>
    </div>
  )
}

/** One that was run beside an init. */
export function ExecRow({ exec, container }: { exec: Exec; container: ExecPlace }) {
  const { host, namespace, id } = container
  const { look, word, since } = describeExec(exec, useNow())
  const line = formatArgs(exec.args)
  return (
    <li className={classes.row}>
      <button
        type="button"
        className={classes.open}
        title={`${line}\n${exec.exit ? exitInFull(exec.exit) : word}`}
        aria-label={t`Open the console of ${{ name: line }}, ${word}`}
        onClick={() => openTab({ kind: 'exec', host, namespace, id, exec: exec.id })}
      >
        <code className={classes.command}>{line}</code>
        <span className={classes.state}>
          <StateGlyph look={look} />
          {word} · {since}
          {exec.pid !== null && ` · pid ${exec.pid}`}
          {exec.exit?.signal && ` · ${signalName(exec.exit.signal)}`}
        </span>
      </button>
      <ExecMenu exec={exec} container={container} />
      {exec.exit?.problem && (
        <div className={classes.problem}>
          <FailureCard failure={{ what: t`It did not run`, error: exec.exit.problem, host }} />
        </div>
      )}
    </li>
  )
}
