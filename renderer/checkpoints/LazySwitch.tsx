import { Switch } from '@mantine/core'
import type { HostId } from '../../shared/hosts.ts'
import { useMissing } from '../store/machines.ts'
import { LAZY_HELP, LAZY_LABEL } from '../words/filling.ts'
import { notHere } from './option-labels.ts'

interface Props {
  host: HostId
  lazy: boolean
  onChange(lazy: boolean): void
}

/** Whether a restored program runs before its memory is in; where the machine cannot, why not. */
export function LazySwitch({ host, lazy, onChange }: Props) {
  const why = useMissing(host, 'lazyRestore')
  return (
    <Switch
      label={LAZY_LABEL}
      description={why ? `${LAZY_HELP} ${notHere(why)}` : LAZY_HELP}
      disabled={why !== null}
      checked={lazy && why === null}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  )
}

/** What a restore is asked for: where it is left to the engine, nothing. */
export const lazyOptions = (lazy: boolean) => (lazy ? {} : { lazy: false })
