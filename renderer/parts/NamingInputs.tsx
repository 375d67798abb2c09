import { t } from '@lingui/core/macro'
import { Autocomplete, NumberInput, Textarea, TextInput } from '@mantine/core'
import { useMemo } from 'react'
import type { HostId } from '../../shared/hosts.ts'
import { useContainers } from '../store/containers.ts'
import classes from './NamingInputs.module.css'
import type { NamingFields } from './naming-fields.ts'

interface Props {
  host: HostId
  value: NamingFields
  /** shown where there is no name of its own */
  id: string
  onChange(value: NamingFields): void
  /** what the engine said about a field of Naming */
  errorOf(field: string): string | undefined
}

/** How a container is called, found and kept going. */
export function NamingInputs({ host, value, id, onChange, errorOf }: Props) {
  const set = (change: Partial<NamingFields>) => onChange({ ...value, ...change })
  const groups = useGroupNames(host)
  return (
    <div className={classes.inputs}>
      <TextInput
        label={t`Display name`}
        placeholder={id}
        value={value.name}
        error={errorOf('name')}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <div className={classes.row}>
        <Autocomplete
          label={t`Group`}
          placeholder={t({ message: 'none', context: 'group' })}
          data={groups}
          value={value.group}
          error={errorOf('group')}
          onChange={(group) => set({ group })}
        />
        <NumberInput
          label={t`Order in it`}
          placeholder="0"
          min={0}
          max={999}
          allowDecimal={false}
          value={value.order}
          error={errorOf('order')}
          onChange={(order) => set({ order: String(order) })}
        />
      </div>
      <NumberInput
        label={t`Restarts after a failure`}
        description={t`in a row, at most; none after a stop or kill of yours`}
        placeholder={t`never`}
        min={0}
        max={100}
        allowDecimal={false}
        value={value.restarts}
        error={errorOf('restarts')}
        onChange={(restarts) => set({ restarts: String(restarts) })}
      />
      <Textarea
        label={t`Labels`}
        description={t`key=value, one a line`}
        autosize
        minRows={2}
        maxRows={6}
        value={value.labels}
        error={errorOf('labels')}
        onChange={(event) => set({ labels: event.currentTarget.value })}
        spellCheck={false}
      />
    </div>
  )
}

function useGroupNames(host: HostId): string[] {
  const byKey = useContainers((state) => state.byKey)
  return useMemo(() => {
    const names = [...byKey.values()].flatMap((one) =>
      one.host === host && one.naming.group ? one.naming.group : [],
    )
    return [...new Set(names)].sort()
  }, [byKey, host])
}
