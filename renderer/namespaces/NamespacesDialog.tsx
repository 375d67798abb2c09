import { plural, t } from '@lingui/core/macro'
import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { HostId } from '../../shared/hosts.ts'
import { addNamespace, NAMESPACE_PLACE } from '../actions/namespaces.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import { useFieldErrors } from '../parts/use-field-errors.ts'
import { takenNames, useContainers } from '../store/containers.ts'
import { useDialogs } from '../store/dialogs.ts'
import { useOnHost } from '../store/hosts.ts'
import { useMachine } from '../store/machines.ts'
import { useRunningAt } from '../store/running.ts'
import classes from './NamespacesDialog.module.css'

/** The named runtime roots, with what is in each; another one is added here. */
export function NamespacesDialog({ host, onClose }: { host: HostId; onClose(): void }) {
  const { namespaces } = useMachine(host)
  const show = useDialogs((state) => state.show)
  return (
    <DialogFrame onClose={onClose} size={520} title={useOnHost(t`Namespaces`, host)}>
      <p className={classes.what}>
        {t`Each is a runtime root of its own for runc. Two containers may have the same name in two of them.`}
      </p>
      <ul className={classes.list} aria-label={t`Namespaces`}>
        {namespaces.map((namespace) => (
          <li key={namespace} className={classes.item}>
            <span className={classes.name}>{namespace}</span>
            <Count host={host} namespace={namespace} />
            <Button
              variant="default"
              size="compact-xs"
              aria-label={t`New container in ${namespace}`}
              onClick={() => {
                onClose()
                show({ kind: 'create', preset: { host, namespace } })
              }}
            >
              {t`New container…`}
            </Button>
          </li>
        ))}
      </ul>
      <AddForm host={host} taken={namespaces} />
    </DialogFrame>
  )
}

function Count({ host, namespace }: { host: HostId; namespace: string }) {
  const containers = useContainers(({ byKey }) => takenNames(byKey.values(), host, namespace).size)
  return (
    <span className={classes.count}>
      {plural(containers, { one: '# container', other: '# containers' })}
    </span>
  )
}

function AddForm({ host, taken }: { host: HostId; taken: readonly string[] }) {
  const [name, setName] = useState('')
  const adding = useRunningAt(NAMESPACE_PLACE) !== undefined
  const { errorOf, atField } = useFieldErrors(NAMESPACE_PLACE, ['namespace'])
  const known = taken.includes(name)
  const add = async (event: FormEvent) => {
    event.preventDefault()
    if (name !== '' && !known && !adding && (await addNamespace(host, name))) setName('')
  }
  return (
    <form onSubmit={add}>
      <div className={classes.add}>
        <TextInput
          data-autofocus
          label={t`New namespace`}
          placeholder="training"
          value={name}
          error={known ? t`${name} is there already` : errorOf('namespace')}
          onChange={(event) => setName(event.currentTarget.value)}
          spellCheck={false}
        />
        <Button type="submit" loading={adding} disabled={name === '' || known}>
          {t`Add`}
        </Button>
      </div>
      {!atField && <FailureAt place={NAMESPACE_PLACE} />}
    </form>
  )
}
