import { t } from '@lingui/core/macro'
import { Switch } from '@mantine/core'
import type { ArchiveWant } from '../../shared/model.ts'
import { engineWords } from '../language/engine-words.ts'
import { FieldGroup } from '../parts/FieldGroup.tsx'
import classes from './ImportDialog.module.css'

const WORDS = { danger: t`Danger`, caution: t`Caution` } as const

interface Props {
  wants: readonly ArchiveWant[]
  /** keys */
  allowed: readonly string[]
  onChange(allowed: readonly string[]): void
}

/** What an archive asks for of this machine or beyond the defaults, each to be allowed by itself. */
export function Wants({ wants, allowed, onChange }: Props) {
  return (
    <FieldGroup
      label={t`It asks for`}
      description={t`CRIU restores it as root, from images that could hold anything: allow only what comes from somebody you trust.`}
    >
      {wants.length === 0 && (
        <p className={classes.note}>
          {t`Nothing of this machine, and nothing beyond the defaults.`}
        </p>
      )}
      <div className={classes.wants}>
        {wants.map(({ key, level, what, why }) => (
          <Switch
            key={key}
            data-level={level}
            classNames={{ root: classes.want, label: classes.wanted }}
            label={
              <>
                <strong>{WORDS[level]}:</strong> {engineWords(what)}
              </>
            }
            description={engineWords(why)}
            checked={allowed.includes(key)}
            onChange={(event) =>
              onChange(
                event.currentTarget.checked
                  ? [...allowed, key]
                  : allowed.filter((one) => one !== key),
              )
            }
          />
        ))}
      </div>
    </FieldGroup>
  )
}
