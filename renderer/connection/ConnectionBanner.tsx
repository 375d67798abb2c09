import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { OWN_HOST } from '../../shared/hosts.ts'
import { engineWords } from '../language/engine-words.ts'
import { useConnection } from '../store/connection.ts'
import { useMachine } from '../store/machines.ts'
import classes from './ConnectionBanner.module.css'

/** Says that the connection to this machine's own engine is lost, for as long as it is; another host says so in the list. */
export function ConnectionBanner() {
  const connection = useConnection((state) => state.byHost.get(OWN_HOST))
  // Where nothing was ever there, the middle of the window says why (NotThere).
  const known = useMachine(OWN_HOST).host !== null
  if (connection?.phase !== 'lost' || !known) return null
  const { why } = connection
  const reason = why ? engineWords(why.message) : t`the engine went away`
  const hint = why?.hint ? engineWords(why.hint) : t`Containers run on.`
  return (
    <div role="alert" className={classes.banner}>
      <Trans>
        <strong>Connection lost:</strong> {reason}. Trying again; what you see may be old. {hint}
      </Trans>
    </div>
  )
}
