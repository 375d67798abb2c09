import { t } from '@lingui/core/macro'
import { CloseButton, Combobox, TextInput, useCombobox } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import type { KeyboardEvent } from 'react'
import { useKeysInWords } from '../keys/bindings.ts'
import type { Container } from '../model.ts'
import { completions } from './filter.ts'
import classes from './ListPane.module.css'

interface Props {
  containers: readonly Container[]
  value: string
  onChange(query: string): void
}

const HELP = t`by names, labels (key=value) and command, or state: label: group: image: name: host: command:`

/** By words anywhere, or by what a word names: state:, label:, group:, image:, name:, host:, command:. The last word is completed. */
export function ListFilter({ containers, value, onChange }: Props) {
  const box = useCombobox()
  const keys = useKeysInWords('list.filter')
  const offered = box.dropdownOpened ? completions(value, containers) : []
  const change = (query: string) => {
    onChange(query)
    box.resetSelectedOption()
    if (query === '') box.closeDropdown()
    else box.openDropdown()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const chosen = box.getSelectedOptionIndex() >= 0 && offered.length > 0
    if (event.key === 'Escape' && !box.dropdownOpened) change('')
    else if (event.key !== 'Enter' || chosen) return
    event.preventDefault()
    box.closeDropdown()
    if (event.key === 'Enter') focusList()
  }
  return (
    <Combobox
      store={box}
      width={240}
      position="bottom-start"
      onOptionSubmit={(query) => {
        onChange(query)
        // A field still wants its value.
        if (query.endsWith(':')) box.openDropdown()
        else box.closeDropdown()
        box.resetSelectedOption()
      }}
    >
      <Combobox.Target>
        <TextInput
          className={classes.filter}
          leftSection={<IconSearch size={14} />}
          placeholder={t`Filter`}
          title={[HELP, keys].filter(Boolean).join(' · ')}
          aria-label={t`Filter containers`}
          value={value}
          onChange={(event) => change(event.currentTarget.value)}
          onBlur={() => box.closeDropdown()}
          onKeyDown={onKeyDown}
          rightSection={
            value && (
              <CloseButton size="xs" aria-label={t`Clear filter`} onClick={() => change('')} />
            )
          }
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={offered.length === 0}>
        <Combobox.Options aria-label={t`Completions`}>
          {offered.map((query) => (
            <Combobox.Option key={query} value={query}>
              {lastWord(query)}
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}

const lastWord = (query: string) => /(?:"[^"]*"|\S)+\s*$/.exec(query)?.[0] ?? query

const focusList = () => document.querySelector<HTMLElement>('nav [role=listbox]')?.focus()
