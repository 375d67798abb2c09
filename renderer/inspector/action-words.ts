import { t } from '@lingui/core/macro'
import type { InitAction } from '../../shared/lifecycle.ts'
import type { Container } from '../../shared/model.ts'

type Busy = NonNullable<Container['busy']>['action']

/** An action as one short word: at an arrow of the state diagram, and before its phase while it is under way. */
export const ACTION_WORDS: Readonly<Record<InitAction | Busy | 'exit', string>> = {
  create: t`create`,
  start: t`start`,
  pause: t`pause`,
  resume: t`resume`,
  update: t`update`,
  checkpoint: t`checkpoint`,
  exec: t`exec`,
  debug: t`debug`,
  resize: t`resize`,
  kill: t`kill`,
  delete: t`delete`,
  rerun: t`rerun`,
  rewind: t`rewind`,
  recreate: t`recreate`,
  restore: t`restore`,
  commit: t`commit`,
  export: t`export`,
  exit: t`exit`,
}
