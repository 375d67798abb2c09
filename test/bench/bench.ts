import { cpus, loadavg, release } from 'node:os'
import { NAMES, type Name, type Result } from './figures.ts'
import { judge } from './goals.ts'
import { clone } from './parts/clone.ts'
import { crew } from './parts/crew.ts'
import { desktop } from './parts/desktop.ts'
import { echo } from './parts/echo.ts'
import { fleet } from './parts/fleet.ts'
import { flood, flood20 } from './parts/flood.ts'
import { freeze, fromImage, life } from './parts/life.ts'
import { frozen256, frozen1024, rewind } from './parts/memory.ts'
import { outside } from './parts/outside.ts'
import type { Part } from './parts/part.ts'
import { reattach } from './parts/reattach.ts'
import { stats } from './parts/stats.ts'
import { moments10, rewindStored } from './parts/stored.ts'
import { outputOf } from './programs.ts'
import { table, writeResults } from './report.ts'
import { Workplace } from './workplace.ts'

const PARTS: readonly Part[] = [
  life,
  fromImage,
  freeze,
  clone,
  frozen256,
  frozen1024,
  rewind,
  moments10,
  rewindStored,
  echo,
  flood,
  flood20,
  reattach,
  outside,
  fleet,
  crew,
  stats,
  desktop,
]

interface Wishes {
  /** figures by name; none means all */
  parts: string[]
  rounds: number
  /** file for the figures */
  json?: string | undefined
}

/** Measures, prints and writes. Gives the exit code: 0 unless a figure of ours could not be had. */
export async function bench({ parts, rounds, json }: Wishes): Promise<number> {
  const unknown = parts.filter((name) => !NAMES.includes(name as Name))
  if (unknown.length) {
    console.error(`There is no figure ${unknown.join(', ')}; there are ${NAMES.join(', ')}.`)
    return 2
  }
  const wanted = parts.length ? NAMES.filter((name) => parts.includes(name)) : NAMES
  console.log(await conditions(rounds))
  const results: Result[] = []
  const problems: string[] = []
  for (const part of PARTS) {
    const names = part.names.filter((name) => wanted.includes(name))
    if (names.length) results.push(...(await measure(part, new Set(names), rounds, problems)))
  }
  console.log(`\n${table(results)}\n`)
  if (json) await writeResults(json, results)
  const missed = results.filter((figure) => judge(figure)?.outcome === 'missed')
  console.log(
    missed.length ? `Missed: ${missed.map(({ name }) => name).join(', ')}.` : 'No goal missed.',
  )
  for (const problem of problems) console.error(problem)
  return results.length < wanted.length ? 1 : 0
}

/** One part in a folder of its own, which is cleared whatever happens. */
async function measure(
  part: Part,
  wanted: ReadonlySet<Name>,
  rounds: number,
  problems: string[],
): Promise<Result[]> {
  const begun = Date.now()
  process.stdout.write(`Measuring ${[...wanted].join(', ')} … `)
  const place = new Workplace()
  const breakOff = () => void place.clear().then(() => process.exit(130))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, breakOff)
  try {
    const { results, notes } = await part.measure(place, rounds, wanted)
    console.log(`${((Date.now() - begun) / 1000).toFixed(0)} s`)
    for (const note of notes) console.log(`  ${note}`)
    return results
  } catch (error) {
    console.log('failed')
    problems.push(`${[...wanted].join(', ')} could not be measured: ${(error as Error).message}`)
    return []
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, breakOff)
    problems.push(...(await place.clear()))
  }
}

/** Where and on what it was measured: figures of two machines, or of a busy one, do not compare. */
async function conditions(rounds: number): Promise<string> {
  const versions = await Promise.all(
    ['runc', 'podman', 'ctr', 'criu'].map((program) =>
      outputOf([program, '--version']).then(
        (text) => `${program} ${/\d+\.\d+\.\d+/.exec(text)?.[0]}`,
        () => `no ${program}`,
      ),
    ),
  )
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, Linux ${release()}, Node ${process.version}`
  const busy = `load ${loadavg()[0]?.toFixed(2)} before; medians of ${rounds} rounds`
  return [machine, versions.join(', '), busy].join('\n')
}
