import type { Name, PeerName } from './figures.ts'
import { type Findings, result } from './figures.ts'
import { median } from './statistics.ts'

export type Runner = 'ours' | PeerName
export type Sample = Partial<Record<Name, number>>

/**
 * Takes the runners in turn, `rounds` times after one round that does not count; each round begins with another of them.
 * A peer that fails is left out from there on and said; a failure of ours is thrown.
 */
export async function interleave<R extends { name: Runner }>(
  runners: readonly R[],
  rounds: number,
  once: (runner: R) => Promise<Sample>,
): Promise<{ samples: Map<Runner, Sample[]>; notes: string[] }> {
  const samples = new Map<Runner, Sample[]>(runners.map(({ name }) => [name, []]))
  const notes: string[] = []
  for (let round = 0; round <= rounds; round++) {
    for (let turn = 0; turn < runners.length; turn++) {
      const runner = runners[(round + turn) % runners.length] as R
      const taken = samples.get(runner.name)
      if (!taken) continue
      try {
        const sample = await once(runner)
        if (round > 0) taken.push(sample)
      } catch (error) {
        if (runner.name === 'ours') throw error
        samples.delete(runner.name)
        notes.push(`${runner.name} is left out: ${(error as Error).message}`)
      }
    }
  }
  return { samples, notes }
}

/** The medians of what was wanted. */
export function medians(
  { samples, notes }: Awaited<ReturnType<typeof interleave>>,
  names: readonly Name[],
): Findings {
  const middle = (runner: Runner, name: Name) => {
    const values = samples.get(runner)?.flatMap((sample) => sample[name] ?? []) ?? []
    return values.length ? median(values) : undefined
  }
  const results = names.flatMap((name) => {
    const ours = middle('ours', name)
    const peers = [...samples.keys()].flatMap((runner) => {
      const value = runner === 'ours' ? undefined : middle(runner, name)
      return value === undefined ? [] : [[runner, value] as const]
    })
    return ours === undefined ? [] : [result(name, ours, Object.fromEntries(peers))]
  })
  return { results, notes }
}
