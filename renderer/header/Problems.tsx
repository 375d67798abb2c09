import { plural, t } from '@lingui/core/macro'
import { Button, Popover } from '@mantine/core'
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react'
import { useState } from 'react'
import { lookAgain, PREFLIGHT_PLACE as PLACE } from '../actions/preflight.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { engineWords } from '../language/engine-words.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { CopyIcon } from '../parts/CopyIcon.tsx'
import { useDialogs } from '../store/dialogs.ts'
import { useWorkedOn } from '../store/hosts.ts'
import { useMachine } from '../store/machines.ts'
import { useRunningAt } from '../store/running.ts'
import classes from './Problems.module.css'

/** What this machine cannot do, why, and the command that mends it. */
export function Problems() {
  const host = useWorkedOn()
  const [opened, setOpened] = useState(false)
  const show = useDialogs((state) => state.show)
  const problems = useMachine(host).preflight?.problems
  const checking = useRunningAt(PLACE) !== undefined
  if (!problems || problems.length === 0) return null
  const count = problems.length
  return (
    <Popover opened={opened} onChange={setOpened} width={440} position="bottom-end" trapFocus>
      <Popover.Target>
        <Button
          variant="subtle"
          className={classes.target}
          leftSection={<IconAlertTriangle size={16} aria-hidden="true" />}
          aria-label={plural(count, {
            one: '# problem on this machine',
            other: '# problems on this machine',
          })}
          onClick={() => setOpened(!opened)}
        >
          {count}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t`Problems on this machine`}>
        <div className={classes.list}>
          {problems.map(({ what, why, mend }) => (
            <section key={what}>
              <strong>{engineWords(what)}</strong>
              <p className={classes.why}>{engineWords(why)}</p>
              {mend && (
                <div className={classes.mend}>
                  <code>{mend}</code>
                  <CopyIcon value={mend} label={t`Copy command`} />
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
          {t`Check again`}
        </ActionButton>
        <Button
          variant="subtle"
          mt="sm"
          ml="xs"
          onClick={() => {
            setOpened(false)
            show({ kind: 'preflight', host })
          }}
        >
          {t`All that was looked at…`}
        </Button>
      </Popover.Dropdown>
    </Popover>
  )
}
