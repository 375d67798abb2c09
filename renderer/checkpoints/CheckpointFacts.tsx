import type { Checkpoint } from '../model.ts'
import { Facts } from '../parts/Facts.tsx'
import { formatArgs } from '../words/command-line.ts'
import { bytes } from '../words/sizes.ts'
import { dateAndTime, duration } from '../words/time.ts'

/** What there is to know of a checkpoint. */
export function CheckpointFacts({ checkpoint }: { checkpoint: Checkpoint }) {
  const { frozenMs, lostExecs, options } = checkpoint
  return (
    <Facts
      facts={[
        ['taken', dateAndTime(checkpoint.createdAt)],
        ['size', bytes(checkpoint.size)],
        ...(frozenMs === null ? [] : [['stood still', duration(frozenMs)] as const]),
        ['container', options.exit ? 'was ended by it' : 'ran on'],
        ...(lostExecs.length === 0
          ? []
          : [['not in it', lostExecs.map((args) => formatArgs(args)).join(', ')] as const]),
        ...(checkpoint.restorable
          ? []
          : [['pre-dump', 'a base for others, not restorable'] as const]),
        ['images', checkpoint.imagePath],
      ]}
    />
  )
}
