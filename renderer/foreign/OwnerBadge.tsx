import type { ForeignOwner } from '../../shared/model.ts'
import { NOT_OURS, OWNERS } from '../words/foreign.ts'
import classes from './Foreign.module.css'

/** Beside a name, so that nobody takes it for one of Runcible's own. */
export function OwnerBadge({ owner }: { owner: ForeignOwner }) {
  return (
    <span className={classes.badge} title={NOT_OURS}>
      {OWNERS[owner].badge}
    </span>
  )
}
