import type { HostId } from '../../shared/hosts.ts'
import { engineWords } from '../language/engine-words.ts'
import { useForeignContainers } from '../store/foreign.ts'
import { unreadableInWords } from '../words/foreign.ts'
import classes from './Foreign.module.css'

/** Under the list: what of others could not be understood; opens to each with its reason. */
export function UnreadableNote({ host }: { host: HostId }) {
  const unreadable = useForeignContainers((state) => state.unreadable.get(host))
  if (!unreadable?.length) return null
  return (
    <details className={classes.unreadable}>
      <summary>{unreadableInWords(unreadable.length)}</summary>
      <ul>
        {unreadable.map(({ path, why }) => (
          <li key={path}>
            <code>{path}</code>: {engineWords(why)}
          </li>
        ))}
      </ul>
    </details>
  )
}
