import type { HostId } from '../../shared/hosts.ts'
import { useForeignContainers } from '../store/foreign.ts'
import { unreadableInWords } from '../words/foreign.ts'
import classes from './Foreign.module.css'

/** Under the list: what of others could not be understood; each with its reason in a tooltip and for a screen reader. */
export function UnreadableNote({ host }: { host: HostId }) {
  const unreadable = useForeignContainers((state) => state.unreadable.get(host))
  if (!unreadable?.length) return null
  return (
    <p
      className={classes.unreadable}
      title={unreadable.map(({ path, why }) => `${path}: ${why}`).join('\n')}
    >
      {unreadableInWords(unreadable.length)}
    </p>
  )
}
