import { t } from '@lingui/core/macro'
import { NumberInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { HostId } from '../../shared/hosts.ts'
import type { MomentStorage } from '../../shared/model.ts'
import {
  MOMENT_BUDGET_PLACE,
  MOMENT_STORAGE_PLACE,
  readMomentStorage,
  setMomentBudget,
} from '../actions/moment-storage.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { engineWords } from '../language/engine-words.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { DialogFoot } from '../parts/DialogFoot.tsx'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import { Facts } from '../parts/Facts.tsx'
import { useCheckpointList } from '../store/checkpoints.ts'
import { useIsReady } from '../store/connection.ts'
import { useOnHost } from '../store/hosts.ts'
import { bytes, GIB } from '../words/sizes.ts'
import classes from './CheckpointDialog.module.css'

/** How much of the disk the memory of moments may take before the older ones become differences. */
export function StorageDialog({ host, onClose }: { host: HostId; onClose(): void }) {
  const [storage, setStorage] = useState<MomentStorage | null>(null)
  const ready = useIsReady(host)
  const moments = useCheckpointList(host)
    .map(({ id, stored }) => `${id} ${stored === null}`)
    .join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: a moment that has changed is a reason to ask anew
  useEffect(() => {
    if (ready) void readMomentStorage(host).then((read) => read && setStorage(read))
  }, [host, ready, moments])
  return (
    <DialogFrame onClose={onClose} size={520} title={useOnHost(t`Storage of checkpoints`, host)}>
      {storage && <Form key={storage.budget} host={host} storage={storage} onSet={setStorage} />}
      <FailureAt place={MOMENT_STORAGE_PLACE} />
      <FailureAt place={MOMENT_BUDGET_PLACE} />
    </DialogFrame>
  )
}

interface Props {
  host: HostId
  storage: MomentStorage
  onSet(storage: MomentStorage): void
}

function Form({ host, storage, onSet }: Props) {
  const { budget, usual, whole, differences, standFor, problem } = storage
  const now = budget === null ? '' : round(budget / GIB)
  const [gib, setGib] = useState<number | ''>(now)
  const keep = async () => {
    const kept = await setMomentBudget(host, gib === '' ? null : Math.round(gib * GIB))
    if (kept) onSet(kept)
  }
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        void keep()
      }}
    >
      <NumberInput
        label={t`Memory of checkpoints that stays whole, GiB`}
        description={t`Those last used stay whole up to this, and are restored at once; older ones become differences to another of the same container, in the background. Empty: ${{ size: bytes(usual) }}, a tenth of what is free and no more than 4 GiB.`}
        placeholder={String(round(usual / GIB))}
        min={0}
        decimalScale={2}
        value={gib}
        onChange={(value) => setGib(typeof value === 'number' ? value : '')}
      />
      <Facts
        facts={[
          [t`whole`, bytes(whole)],
          [
            t`stored`,
            standFor === 0
              ? t`none yet`
              : t`${{ size: bytes(differences) }} in the place of ${{ whole: bytes(standFor) }}`,
          ],
          ...(problem ? ([[t`not stored`, engineWords(problem)]] as const) : []),
        ]}
      />
      <DialogFoot>
        <ActionButton variant="filled" why={gib === now ? t`it is so already` : null}>
          {t({ message: 'Keep', context: 'a setting' })}
        </ActionButton>
      </DialogFoot>
    </form>
  )
}

const round = (gib: number) => Math.round(gib * 100) / 100
