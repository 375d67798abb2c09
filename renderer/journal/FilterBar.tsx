import { t } from '@lingui/core/macro'
import { Select, Switch, TextInput } from '@mantine/core'
import { useMemo } from 'react'
import { type JournalEntry, keyOf } from '../../shared/model.ts'
import { refOf } from '../model.ts'
import { useContainer } from '../store/containers.ts'
import { useSelection } from '../store/selection.ts'
import classes from './FilterBar.module.css'
import { choices, type JournalFilter } from './filter.ts'

interface Props {
  entries: readonly JournalEntry[]
  filter: JournalFilter
  onChange(filter: JournalFilter): void
}

/** Which of what was done is shown, and goes into the script. */
export function FilterBar({ entries, filter, onChange }: Props) {
  const { actions, containers } = useMemo(() => choices(entries), [entries])
  const selected = useContainer(useSelection((state) => state.selected))
  const set = (change: Partial<JournalFilter>) => onChange({ ...filter, ...change })
  const own = selected && keyOf(refOf(selected))
  const others = containers.filter(({ value }) => value !== own)
  return (
    <search className={classes.bar} aria-label={t`Filter the journal`}>
      <TextInput
        size="xs"
        aria-label={t`Search the journal`}
        placeholder={t`Search`}
        value={filter.text}
        spellCheck={false}
        onChange={(event) => set({ text: event.currentTarget.value })}
      />
      <Select
        size="xs"
        aria-label={t`Container`}
        placeholder={t`All containers`}
        clearable
        searchable
        data={own ? [{ value: own, label: selected.id }, ...others] : others}
        value={filter.container}
        onChange={(container) => set({ container })}
        clearButtonProps={{ 'aria-label': t`All containers` }}
      />
      <Select
        size="xs"
        aria-label={t`Action`}
        placeholder={t`All actions`}
        clearable
        searchable
        data={actions}
        value={filter.action}
        onChange={(action) => set({ action })}
        clearButtonProps={{ 'aria-label': t`All actions` }}
      />
      <Switch
        label={t`Failed only`}
        checked={filter.failedOnly}
        onChange={(event) => set({ failedOnly: event.currentTarget.checked })}
      />
    </search>
  )
}
