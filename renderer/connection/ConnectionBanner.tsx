import { useConnection } from '../store/connection.ts'
import { useHost } from '../store/host.ts'
import classes from './ConnectionBanner.module.css'

/** Says that the connection is lost, for as long as it is. */
export function ConnectionBanner() {
  const phase = useConnection((state) => state.phase)
  const why = useConnection((state) => state.why)
  // Where nothing was ever there, the middle of the window says why (NotThere).
  const known = useHost((state) => state.host !== null)
  if (phase !== 'lost' || !known) return null
  return (
    <div role="alert" className={classes.banner}>
      <strong>Connection lost:</strong> {why?.message ?? 'the engine went away'}. Trying again; what
      you see may be old. {why?.hint ?? 'Containers run on.'}
    </div>
  )
}
