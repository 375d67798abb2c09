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
    ['taken', [dateAndTime(checkpoint.createdAt), why].filter(Boolean).join(', ')],
    ['of', checkpoint.container.id],
    ['came from', from?.name ?? null],
    ['size', bytes(checkpoint.size)],
    ['memory', unreadable ?? (stored && storedInWords(stored, base?.name ?? stored.base))],
    ['stood still', frozenMs === null ? null : duration(frozenMs)],
    ['container', options.exit ? 'was ended by it' : 'ran on'],
    ['ran in it', processes.join(', ') || null],
    ['not in it', missing.join(', ') || null],
    ['pre-dump', checkpoint.restorable ? null : 'a base for others, not restorable'],
    ['images', checkpoint.imagePath],
  ]
  return <Facts facts={facts.flatMap(([name, value]) => (value === null ? [] : [[name, value]]))} />
}
