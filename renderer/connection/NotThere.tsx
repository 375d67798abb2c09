import { t } from '@lingui/core/macro'
import { Loader } from '@mantine/core'
import { type HostId, OWN_HOST } from '../../shared/hosts.ts'
import { FailureCard } from '../failures/FailureCard.tsx'
import { useConnection } from '../store/connection.ts'
import classes from './NotThere.module.css'

/** In place of the consoles as long as a host's engine has never answered: it starts, or it cannot, and why. */
export function NotThere({ host = OWN_HOST }: { host?: HostId }) {
  const why = useConnection((state) => state.byHost.get(host)?.why ?? null)
  return (
    <div className={classes.middle}>
      {why ? (
        <div className={classes.failure}>
          <FailureCard
            failure={{ what: t`Runcible’s engine could not be opened`, error: why, host }}
          />
          <p className={classes.again}>{t`Trying again by itself.`}</p>
        </div>
      ) : (
        <p className={classes.starting} role="status">
          <Loader size={14} /> {t`Starting the engine…`}
        </p>
      )}
    </div>
  )
}
