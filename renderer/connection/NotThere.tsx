import { Loader } from '@mantine/core'
import { FailureCard } from '../failures/FailureCard.tsx'
import { useConnection } from '../store/connection.ts'
import classes from './NotThere.module.css'

/** In place of the consoles as long as no engine has ever answered: it starts, or it cannot, and why. */
export function NotThere() {
  const why = useConnection((state) => state.why)
  return (
    <div className={classes.middle}>
      {why ? (
        <div className={classes.failure}>
          <FailureCard failure={{ what: 'Runcible’s engine could not be opened', error: why }} />
          <p className={classes.again}>Trying again by itself.</p>
        </div>
      ) : (
        <p className={classes.starting} role="status">
          <Loader size={14} /> Starting the engine…
        </p>
      )}
    </div>
  )
}
