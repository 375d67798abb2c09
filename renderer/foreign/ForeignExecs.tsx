import { t } from '@lingui/core/macro'
import { foreignName } from '../../shared/model.ts'
import { whyNotForeign } from '../actions/foreign.ts'
import { useCircumstances } from '../actions/use-circumstances.ts'
import { ExecRow } from '../inspector/ExecList.tsx'
import { ShellRow } from '../inspector/ShellRow.tsx'
import type { ForeignContainer } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { useDialogs } from '../store/dialogs.ts'
import { useShellsOf } from '../store/shells.ts'
import classes from './Foreign.module.css'

/** What was begun in it from here; all that runs inside stands in a dialog. */
export function ForeignExecs({ container }: { container: ForeignContainer }) {
  const around = useCircumstances(container.host)
  const show = useDialogs((state) => state.show)
  const shells = useShellsOf(container)
  return (
    <div className={classes.execs}>
      {container.execs.length + shells.length > 0 && (
        <ul aria-label={t`Processes of ${{ name: foreignName(container) }}`}>
          {container.execs.map((exec) => (
            <ExecRow key={exec.id} exec={exec} container={container} />
          ))}
          {shells.map((shell) => (
            <ShellRow key={shell.id} shell={shell} />
          ))}
        </ul>
      )}
      <div className={classes.buttons}>
        <ActionButton
          why={whyNotForeign('exec', container, around)}
          aria-haspopup="dialog"
          onPress={() => show({ kind: 'exec', container })}
        >
          {t`New exec…`}
        </ActionButton>
        <ActionButton
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
