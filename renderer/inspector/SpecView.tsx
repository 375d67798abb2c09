import { Skeleton } from '@mantine/core'
import { whyNot } from '../actions/availability.ts'
import { useCircumstances } from '../actions/use-circumstances.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { type Container, keyOf } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { CodeBlock } from '../parts/CodeBlock.tsx'
import { useDialogs } from '../store/dialogs.ts'
import { ACTION_LABELS } from '../words/actions.ts'
import { CONFIG_WORDS } from '../words/config.ts'
import classes from './SpecView.module.css'
import { CONFIG, useRead } from './use-read.ts'

/** config.json as runc has it, to read, and the way to edit it. */
export function SpecView({ container }: { container: Container }) {
  const place = `spec ${keyOf(container)}`
  const read = useRead(container, CONFIG, place)
  const show = useDialogs((state) => state.show)
  const why = whyNot('recreate', container, useCircumstances(container.host))
  return (
    <div className={classes.spec}>
      <FailureAt place={place} />
      <ActionButton
        className={classes.edit}
        why={why}
        command="container.recreate"
        tip={CONFIG_WORDS.help}
        aria-haspopup="dialog"
        onPress={() => show({ kind: 'config', container })}
      >
        {ACTION_LABELS.recreate}
      </ActionButton>
      {read === null ? (
        <Skeleton height={80} />
      ) : (
        <CodeBlock label="config.json" text={read.config} />
      )}
    </div>
  )
}
