import { t } from '@lingui/core/macro'
import { engineWords } from '../language/engine-words.ts'
import type { Checkpoint } from '../model.ts'
import { Facts } from '../parts/Facts.tsx'
import { useCheckpoint } from '../store/checkpoints.ts'
import { formatArgs } from '../words/command-line.ts'
import { leftOutInWords, storedInWords, triggerInWords } from '../words/moments.ts'
import { bytes } from '../words/sizes.ts'
import { dateAndTime, duration } from '../words/time.ts'

/** What there is to know of a checkpoint. */
export function CheckpointFacts({ checkpoint }: { checkpoint: Checkpoint }) {
  const { frozenMs, lostExecs, leftOut, options, processes, stored, unreadable } = checkpoint
  const from = useCheckpoint(checkpoint.host, checkpoint.from)
  const base = useCheckpoint(checkpoint.host, stored?.base ?? null)
  const why = triggerInWords(checkpoint.trigger)
  const missing = [
    ...lostExecs.map((args) => formatArgs(args)),
    ...leftOut.map((one) => leftOutInWords(one)),
  ]
  const facts: [string, string | null][] = [
    [
      t({ message: 'taken', context: 'a moment' }),
      [dateAndTime(checkpoint.createdAt), why].filter(Boolean).join(', '),
    ],
    [t`of`, checkpoint.container.id],
    [t`came from`, from?.name ?? null],
    [t`size`, bytes(checkpoint.size)],
    [
      t`memory`,
      unreadable === null
        ? stored && storedInWords(stored, base?.name ?? stored.base)
        : engineWords(unreadable),
    ],
    [t`stood still`, frozenMs === null ? null : duration(frozenMs)],
    [t`container`, options.exit ? t`was ended by it` : t`ran on`],
    [t`ran in it`, processes.join(', ') || null],
    [t`not in it`, missing.join(', ') || null],
    [t`pre-dump`, checkpoint.restorable ? null : t`a base for others, not restorable`],
    [t({ message: 'images', context: 'of CRIU' }), checkpoint.imagePath],
  ]
  return <Facts facts={facts.flatMap(([name, value]) => (value === null ? [] : [[name, value]]))} />
}
