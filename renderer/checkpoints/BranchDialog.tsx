import { t } from '@lingui/core/macro'
import { NumberInput, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import { DISCONNECTED } from '../actions/availability.ts'
import { type Branch, type BranchStep, branch, branchRef } from '../actions/branches.ts'
import { useCircumstances } from '../actions/use-circumstances.ts'
import { type Checkpoint, keyOf } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { DialogFoot } from '../parts/DialogFoot.tsx'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import { Runs } from '../parts/Runs.tsx'
import { Section } from '../parts/Section.tsx'
import { takenNames, useContainers } from '../store/containers.ts'
import { useFailures } from '../store/failures.ts'
import { restoreCommands } from '../words/commands.ts'
import { clock } from '../words/time.ts'
import { BranchChangesForm } from './BranchChangesForm.tsx'
import classes from './BranchDialog.module.css'
import { BranchProgress } from './BranchProgress.tsx'
import {
  type BranchForm,
  branchesOf,
  isChanged,
  MOST_BRANCHES,
  nameProblem,
  newBranchForm,
} from './branch-form.ts'

/** A hundred columns fit beside each other no more than so often. */
const BESIDE = 4

interface Props {
  checkpoint: Checkpoint
  onClose(): void
}

/** New containers from a moment, one or many at once, with what may be otherwise in them. */
export function BranchDialog({ checkpoint, onClose }: Props) {
  const { ready } = useCircumstances(checkpoint.host)
  const dismiss = useFailures((state) => state.dismiss)
  const [form, setForm] = useState(() => newBranchForm(checkpoint))
  const [under, setUnder] = useState<Branch[] | null>(null)
  const [steps, setSteps] = useState<ReadonlyMap<string, BranchStep>>(new Map())
  const set = (change: Partial<BranchForm>) => setForm((before) => ({ ...before, ...change }))
  const beside = form.sideBySide ?? form.count <= BESIDE
  const problem = nameProblem(checkpoint, form)
  const why = ready ? problem : DISCONNECTED
  const { id } = checkpoint.container
  const time = clock(checkpoint.createdAt)

  const start = async () => {
    const branches = branchesOf(checkpoint, form)
    setUnder(branches)
    const made = await branch(checkpoint, branches, beside && branches.length > 1, (one, step) =>
      setSteps((before) => new Map(before).set(one.id, step)),
    )
    if (made.length === branches.length) onClose()
  }

  const again = (failed: readonly Branch[]) => {
    for (const one of failed) dismiss(keyOf(branchRef(checkpoint, one)))
    // One whose container was made, and only not started, stands in the way of its own name.
    const { host, container } = checkpoint
    const taken = takenNames(useContainers.getState().byKey.values(), host, container.namespace)
    set({
      count: failed.length,
      names: failed.map(({ id }) => (taken.has(id) ? undefined : id)),
    })
    setSteps(new Map())
    setUnder(null)
  }

  return (
    <DialogFrame onClose={onClose} size={640} title={t`Branch ${{ name: checkpoint.name }}`}>
      {under ? (
        <BranchProgress
          checkpoint={checkpoint}
          branches={under}
          steps={steps}
          onClose={onClose}
          onAgain={again}
        />
      ) : (
        <form
          className={classes.form}
          onSubmit={(event) => {
            event.preventDefault()
            if (why === null) void start()
          }}
        >
          <p className={classes.what}>
            {checkpoint.rootfs
              ? t`New containers that go on from ${id} as it was at ${time}, each with files of its own.`
              : t`New containers that go on from ${id} as it was at ${time}.`}
          </p>
          <NumberInput
            data-autofocus
            label={t`How many`}
            min={1}
            max={MOST_BRANCHES}
            clampBehavior="strict"
            allowDecimal={false}
            value={form.count}
            onChange={(count) => typeof count === 'number' && count > 0 && set({ count })}
            className={classes.count}
          />
          <Names checkpoint={checkpoint} form={form} set={set} />
          <Section
            title={t`Changes`}
            aside={t`host name, limits, network`}
            filled={isChanged(checkpoint, form)}
          >
            <BranchChangesForm checkpoint={checkpoint} form={form} set={set} />
          </Section>
          {form.count > 1 && (
            <Switch
              label={t`Side by side`}
              description={t`Their consoles beside each other, as many as there is room for.`}
              checked={beside}
              onChange={(event) => set({ sideBySide: event.currentTarget.checked })}
            />
          )}
          <Runs commands={branchesOf(checkpoint, form).flatMap(({ id }) => restoreCommands(id))} />
          <DialogFoot>
            <ActionButton variant="filled" why={why}>
              {form.count === 1 ? t`Branch` : t`Branch ${{ count: form.count }} times`}
            </ActionButton>
          </DialogFoot>
        </form>
      )}
    </DialogFrame>
  )
}

interface NamesProps {
  checkpoint: Checkpoint
  form: BranchForm
  set(change: Partial<BranchForm>): void
}

/** A name for each, proposed and free to change. */
function Names({ checkpoint, form, set }: NamesProps) {
  const ids = branchesOf(checkpoint, form).map(({ id }) => id)
  return (
    <fieldset className={classes.names} aria-label={t`Names`}>
      {ids.map((id, index) => (
        <TextInput
          // biome-ignore lint/suspicious/noArrayIndexKey: a field is what stands at its place, and has no other name
          key={index}
          aria-label={t`Name of branch ${{ n: index + 1 }}`}
          value={id}
          spellCheck={false}
          onChange={(event) =>
            set({ names: Object.assign([...form.names], { [index]: event.currentTarget.value }) })
          }
        />
      ))}
    </fieldset>
  )
}
