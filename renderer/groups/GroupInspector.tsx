import { plural, t } from '@lingui/core/macro'
import { Loader, NumberInput, UnstyledButton } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { calledName } from '../../shared/model.ts'
import { DISCONNECTED } from '../actions/availability.ts'
import {
  actOnGroup,
  GROUP_ACTIONS,
  type GroupAction,
  setGroupRestarts,
  whyNotGroup,
} from '../actions/groups.ts'
import { goTo } from '../actions/navigate.ts'
import { useCircumstances } from '../actions/use-circumstances.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { FailuresOn } from '../failures/FailuresOn.tsx'
import { type Container, keyOf } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { CancelButton } from '../parts/CancelButton.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import { ProgressWords } from '../parts/ProgressWords.tsx'
import { StateGlyph } from '../parts/StateGlyph.tsx'
import { useNow } from '../parts/use-now.ts'
import { useRunningAt } from '../store/running.ts'
import { restartWords } from '../words/restarts.ts'
import { describeContainer } from '../words/state.ts'
import classes from './GroupInspector.module.css'
import { type GroupRef, groupInWords, groupKey } from './group.ts'

const LABELS: Record<GroupAction, string> = {
  start: t`Start`,
  stop: t`Stop`,
  delete: t`Delete`,
}
const TIPS: Record<GroupAction, string> = {
  start: t`by their order, runc start ID: each number is waited for until it runs`,
  stop: t`in the reverse order, runc kill ID SIGNAL: the stop signal, and SIGKILL after 10 s`,
  delete: t`in the reverse order, runc delete ID`,
}

/** A group: what can be done to all of it, its policy, and who is in it. */
export function GroupInspector({
  group,
  members,
}: {
  group: GroupRef
  members: readonly Container[]
}) {
  const place = groupKey(group)
  return (
    <div className={classes.group}>
      <h2 className={classes.title}>{group.group}</h2>
      <p className={classes.words}>{t`group · ${{ running: groupInWords(members) }}`}</p>
      <UnderWay place={place} />
      <div
        className={classes.actions}
        role="toolbar"
        aria-label={t`Actions on group ${{ name: group.group }}`}
      >
        {GROUP_ACTIONS.map((action) => (
          <GroupButton key={action} {...{ action, group, members }} />
        ))}
      </div>
      <FailureAt place={place} />
      <ol className={classes.members} aria-label={t`Members`}>
        {members.map((one) => (
          <Member key={keyOf(one)} container={one} />
        ))}
      </ol>
      <Policy key={policyOf(members)} group={group} members={members} />
    </div>
  )
}

function UnderWay({ place }: { place: string }) {
  const running = useRunningAt(place)
  if (!running) return null
  return (
    <div className={classes.work} role="status">
      <Loader size={14} />
      <span>{running.progress ? <ProgressWords progress={running.progress} /> : t`asking…`}</span>
      <CancelButton running={running} size="compact-xs" />
    </div>
  )
}

interface ButtonProps {
  action: GroupAction
  group: GroupRef
  members: readonly Container[]
}

function GroupButton({ action, group, members }: ButtonProps) {
  const why = whyNotGroup(action, members, useCircumstances(group.host))
  const act = () => void actOnGroup(action, group)
  const count = members.length
  if (action !== 'delete') {
    return (
      <ActionButton
        why={why}
        tip={TIPS[action]}
        variant={action === 'start' && why === null ? 'filled' : 'default'}
        onPress={act}
      >
        {LABELS[action]}
      </ActionButton>
    )
  }
  return (
    <Confirm
      label={t`Delete the group ${{ name: group.group }}?`}
      lost={t`Files, console texts and exit codes of its containers are gone for good. Checkpoints stay.`}
      action={t`Delete ${plural(count, { one: '# container', other: '# containers' })}`}
      onConfirm={act}
    >
      {(ask) => (
        <ActionButton why={why} tip={TIPS[action]} aria-haspopup="dialog" onPress={ask}>
          {LABELS[action]}
        </ActionButton>
      )}
    </Confirm>
  )
}

function Member({ container }: { container: Container }) {
  const { look, word, since } = describeContainer(container, useNow())
  return (
    <li>
      <UnstyledButton className={classes.member} onClick={() => goTo(container)}>
        <span className={classes.order}>{container.naming.order}</span>
        <StateGlyph look={look} />
        <span className={classes.name}>{calledName(container)}</span>
        <span className={classes.state}>
          {word} · {restartWords(container) ?? since}
        </span>
      </UnstyledButton>
      <FailuresOn container={container} />
    </li>
  )
}

/** What all of them have; empty where they differ. */
function policyOf(members: readonly Container[]): string {
  const [first, ...others] = new Set(members.map(({ naming }) => naming.restarts))
  return others.length > 0 || first === undefined ? '' : String(first)
}

function Policy({ group, members }: { group: GroupRef; members: readonly Container[] }) {
  const place = `policy ${groupKey(group)}`
  const [restarts, setRestarts] = useState(() => policyOf(members))
  const { ready } = useCircumstances(group.host)
  const saving = useRunningAt(place) !== undefined
  const same = restarts === '' || restarts === policyOf(members)
  const why = ready ? (same ? t`nothing was changed` : null) : DISCONNECTED
  const apply = (event: FormEvent) => {
    event.preventDefault()
    if (why === null) void setGroupRestarts(members, Number(restarts), place)
  }
  return (
    <form className={classes.policy} onSubmit={apply}>
      <NumberInput
        label={t`Restarts after a failure, of each member`}
        description={t`in a row, at most; 0 is never`}
        placeholder={t`they differ`}
        min={0}
        max={100}
        allowDecimal={false}
        value={restarts}
        onChange={(to) => setRestarts(String(to))}
      />
      <ActionButton why={why} loading={saving}>
        {t`Apply to all`}
      </ActionButton>
      <FailureAt place={place} />
    </form>
  )
}
