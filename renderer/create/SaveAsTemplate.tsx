import { t } from '@lingui/core/macro'
import { Button } from '@mantine/core'
import { TemplateRequest } from '../../shared/model.ts'
import { commandError } from '../parts/process-fields.ts'
import { useDialogs } from '../store/dialogs.ts'
import classes from './CreateDialog.module.css'
import type { CreateState } from './use-create.ts'

/** Keeps the dialog's choices, without the container's own name, to be started again. */
export function SaveAsTemplate({
  state: { host, form, request, template },
}: {
  state: CreateState
}) {
  const show = useDialogs((state) => state.show)
  const choices = TemplateRequest.safeParse(request)
  const amiss = commandError(form.process) !== null || !choices.success
  return (
    <Button
      variant="subtle"
      className={classes.aside}
      disabled={amiss}
      onClick={() =>
        choices.success &&
        show({ kind: 'saveTemplate', host, request: choices.data, name: template?.name ?? '' })
      }
    >
      {t`Save as template…`}
    </Button>
  )
}
