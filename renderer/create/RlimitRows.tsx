import { t } from '@lingui/core/macro'
import { Button, Select, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { RLIMITS } from '../../shared/model.ts'
import { FieldGroup } from '../parts/FieldGroup.tsx'
import { IconButton } from '../parts/IconButton.tsx'
import classes from './RlimitRows.module.css'
import type { RlimitFields } from './security-fields.ts'

interface Props {
  rows: readonly RlimitFields[]
  error: string | undefined
  onChange(rows: RlimitFields[]): void
}

const shown = (type: string) => type.replace('RLIMIT_', '').toLowerCase()
const DATA = RLIMITS.map((value) => ({ value, label: shown(value) }))

/** Limits of its processes (ulimit), one a row; a field left empty is no limit. */
export function RlimitRows({ rows, error, onChange }: Props) {
  const change = (at: number, part: Partial<RlimitFields>) =>
    onChange(rows.map((row, index) => (index === at ? { ...row, ...part } : row)))
  const free = RLIMITS.find((type) => rows.every((row) => row.type !== type))
  return (
    <FieldGroup
      label={t`Limits of a process (ulimit)`}
      description={t`As Podman has them, but for those given here; soft can be raised up to hard.`}
      error={error}
    >
      {rows.map((row, index) => (
        <div key={row.type} className={classes.row}>
          <Select
            aria-label={t`Limit`}
            data={DATA.filter(
              ({ value }) => value === row.type || rows.every(({ type }) => type !== value),
            )}
            allowDeselect={false}
            value={row.type}
            onChange={(type) => type && change(index, { type })}
          />
          <TextInput
            aria-label={t`Soft limit of ${{ type: shown(row.type) }}`}
            placeholder={t`soft: none`}
            inputMode="numeric"
            value={row.soft}
            onChange={(event) => change(index, { soft: event.currentTarget.value })}
          />
          <TextInput
            aria-label={t`Hard limit of ${{ type: shown(row.type) }}`}
            placeholder={t`hard: none`}
            inputMode="numeric"
            value={row.hard}
            onChange={(event) => change(index, { hard: event.currentTarget.value })}
          />
          <IconButton
            label={t`Without a limit of ${{ type: shown(row.type) }}`}
            onClick={() => onChange(rows.filter((_, other) => other !== index))}
          >
            <IconX size={14} />
          </IconButton>
        </div>
      ))}
      {free && (
        <Button
          variant="default"
          onClick={() => {
            const type = rows.length === 0 ? 'RLIMIT_NOFILE' : free
            onChange([...rows, { type, soft: '', hard: '' }])
          }}
        >
          {t`Add a limit`}
        </Button>
      )}
    </FieldGroup>
  )
}
