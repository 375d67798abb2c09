import { Button, Popover } from '@mantine/core'
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react'
import type { HostId } from '../../shared/hosts.ts'
import { attempt } from '../actions/attempt.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { ActionButton } from '../parts/ActionButton.tsx'
import { CopyIcon } from '../parts/CopyIcon.tsx'
import { useWorkedOn } from '../store/hosts.ts'
import { useMachine, useMachines } from '../store/machines.ts'
import { useRunningAt } from '../store/running.ts'
import { count } from '../words/sizes.ts'
import classes from './Problems.module.css'

const PLACE = 'preflight'

const lookAgain = async (host: HostId) => {
  const preflight = await attempt({
    host,
    place: PLACE,
    what: 'Could not check this machine',
    run: (client, options) => client.call('engine.preflight', { again: true }, options),
  })
  if (preflight) useMachines.getState().change(host, { preflight })
}

/** What this machine cannot do, why, and the command that mends it. */
export function Problems() {
  const host = useWorkedOn()
  const problems = useMachine(host).preflight?.problems
  const checking = useRunningAt(PLACE) !== undefined
  if (!problems || problems.length === 0) return null
  const label = count(problems.length, 'problem')
  return (
    <Popover width={440} position="bottom-end" trapFocus>
      <Popover.Target>
        <Button
          variant="subtle"
          className={classes.target}
          leftSection={<IconAlertTriangle size={16} aria-hidden="true" />}
          aria-label={`${label} on this machine`}
        >
          {problems.length}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Problems on this machine">
        <div className={classes.list}>
          {problems.map(({ what, why, mend }) => (
            <section key={what}>
              <strong>{what}</strong>
              <p className={classes.why}>{why}</p>
              {mend && (
                <div className={classes.mend}>
                  <code>{mend}</code>
                  <CopyIcon value={mend} label="Copy command" />
                </div>
              )}
            </section>
          ))}
        </div>
        <FailureAt place={PLACE} />
        <ActionButton
          why={null}
          mt="sm"
          loading={checking}
          leftSection={<IconRefresh size={14} />}
          onPress={() => void lookAgain(host)}
        >
          Check again
        </ActionButton>
      </Popover.Dropdown>
    </Popover>
  )
}
