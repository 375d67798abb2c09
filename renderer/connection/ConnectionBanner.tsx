import { useConnection } from '../store/connection.ts'
import classes from './ConnectionBanner.module.css'

/** Says that the connection is lost, for as long as it is. */
export function ConnectionBanner() {
  const phase = useConnection((state) => state.phase)
  const why = useConnection((state) => state.why)
  if (phase !== 'lost') return null
  return (
    <div role="alert" className={classes.banner}>
      <strong>Connection lost:</strong> {why?.message ?? 'the engine went away'}. Trying again; what
      you see may be old. {why?.hint ?? 'Containers run on.'}
    </div>
  )
}
