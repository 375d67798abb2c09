import { describe, expect, it } from 'vitest'
import { drawable, uncounted } from '../../../renderer/figures/graph-list.ts'
import { marksBetween, marksOf } from '../../../renderer/figures/marks.ts'
import { momentInWords } from '../../../renderer/figures/moment.ts'
import { joined, nearest, type Series, withGaps } from '../../../renderer/figures/series.ts'
import { sparkPath } from '../../../renderer/figures/spark-path.ts'
import { tableRows } from '../../../renderer/figures/table-rows.ts'
import { uncountedInWords } from '../../../renderer/words/figures.ts'
import { type Figures, type JournalEntry, ofEachFigure } from '../../../shared/model.ts'

const told = (at: number[], cpu: (number | null)[]): Figures => ({
  container: { namespace: 'default', id: 'c' },
  at,
  figures: { ...ofEachFigure(() => at.map(() => null)), cpu },
  limits: { memory: null, pids: null },
  killed: null,
  network: 'own',
})

const series = (at: number[], cpu: (number | null)[], now = at.at(-1) ?? 0): Series => {
  const { container, ...rest } = told(at, cpu)
  return { ...rest, now, seconds: 60 }
}

const entry = (action: string, at: number, differs: Partial<JournalEntry> = {}): JournalEntry => ({
  seq: at,
  at: new Date(at).toISOString(),
  action,
  container: { namespace: 'default', id: 'c' },
  durationMs: 1,
  commands: [],
  error: null,
  note: null,
  ...differs,
})

describe('a series', () => {
  it('goes on with what is new, without what is too old', () => {
    const first = joined(undefined, told([1000, 2000], [1, 2]), { now: 2000, seconds: 60 })
    const next = joined(first, told([62_000], [3]), { now: 62_000, seconds: 60 })
    expect(next).toMatchObject({ at: [2000, 62_000], figures: { cpu: [2, 3] } })
    const same = joined(next, told([], []), { now: 62_500, seconds: 60 })
    expect(same.at).toEqual([62_000])
  })

  it('begins anew where more is wanted, or the past is told again', () => {
    const first = joined(undefined, told([1000, 2000], [1, 2]), { now: 2000, seconds: 60 })
    const all = told([500, 1000, 2000], [0, 1, 2])
    expect(joined(first, all, { now: 2000, seconds: 600 }).at).toEqual([500, 1000, 2000])
    expect(joined(first, told([1500], [9]), { now: 1500, seconds: 60 }).at).toEqual([1500])
  })

  it('a gap is nothing, not a line and not zero', () => {
    const { at, columns } = withGaps([0, 1000, 9000], [[1, 2, 3]])
    expect(at).toEqual([0, 1000, 5000, 9000])
    expect(columns).toEqual([[1, 2, null, 3]])
  })

  it('the nearest reading to a time, none in a gap', () => {
    expect(nearest([0, 1000, 9000], 1200)).toBe(1)
    expect(nearest([0, 1000, 9000], 5000)).toBe(null)
    expect(nearest([], 0)).toBe(null)
  })
})

describe('the graphs', () => {
  it('of which nothing can be had are not drawn, and its cgroup is said to lack them', () => {
    const told = series([1000, 2000, 3000], [null, 1, null])
    expect(drawable(told).map(({ title }) => title)).toEqual(['CPU'])
    const titles = uncounted(told).map(({ title }) => title)
    expect(uncountedInWords(titles)).toMatch(
      /^Not counted: Memory, Processes, Disk\. It has no cgroup of its own/,
    )
    // What counts on has nothing to be told by at first.
    expect(uncounted(series([1000, 2000], [null, null]))).toEqual([])
    expect(uncountedInWords([])).toBe(null)
  })
})

describe('a sparkline', () => {
  const spark = { now: 60_000, seconds: 60, least: 1 }
  it('has the newest at the right edge and the highest at the top', () => {
    expect(sparkPath({ ...spark, at: [59_000, 60_000], values: [1, 2] })).toBe(
      'M118.0 9.0L120.0 1.0',
    )
  })

  it('is broken where nothing was read, and leaves out what is too old', () => {
    const at = [-5000, 50_000, 51_000, 58_000, 59_000, 60_000]
    const path = sparkPath({ ...spark, at, values: [9, 1, 1, 1, null, 1] })
    expect(path.match(/M/g)).toHaveLength(3)
    expect(path.match(/L/g)).toHaveLength(1)
  })

  it('next to nothing looks like it', () => {
    expect(sparkPath({ ...spark, least: 5, at: [60_000], values: [0.1] })).toBe('M120.0 16.7')
    expect(sparkPath({ ...spark, at: [], values: [] })).toBe('')
  })
})

describe('marks', () => {
  it('are what was done and what happened, in order, with what went wrong told apart', () => {
    const killed = { ...series([1000, 2000, 3000], [null, 1, 1]) }
    const oomKills = [null, 0, 1]
    const commands = [{ argv: ['runc', 'kill', 'c', '15'], at: '', durationMs: 1, exitCode: 0 }]
    const marks = marksOf(
      [
        entry('pause', 500),
        entry('label', 600),
        entry('paused outside', 650),
        entry('kill', 4000, { commands }),
        entry('update', 2500, { error: { code: 'runtime-failed', message: 'no' } }),
        entry('exited', 5000, { note: 'exit code 143' }),
        entry('kill', 700),
      ],
      { ...killed, figures: { ...killed.figures, oomKills } },
    )
    expect(marks).toEqual([
      { at: 500, what: 'paused', grave: false },
      { at: 650, what: 'paused outside', grave: false },
      { at: 700, what: 'signal to all processes', grave: false },
      { at: 2500, what: 'limits changed, failed', grave: true },
      { at: 3000, what: 'out of memory', grave: true },
      { at: 4000, what: 'SIGTERM', grave: false },
      { at: 5000, what: 'ended', grave: true },
    ])
    expect(marksBetween(marks, 700, 3000)).toHaveLength(3)
  })

  it('are said with the figures of their time', () => {
    const marks = [{ at: 2100, what: 'paused', grave: false }]
    const shown = series([1000, 2000], [null, 12])
    expect(momentInWords(shown, 1, marks, { at: 2000, time: '12:03:04' })).toBe(
      '12:03:04: CPU 12 %, paused',
    )
    expect(momentInWords(shown, 1, [], { at: null, time: 'now' })).toBe('now: CPU 12 %')
    expect(momentInWords(shown, null, [], { at: 9000, time: 'then' })).toBe(
      'then: no figures were read',
    )
  })
})

it('the table has the highest of each step, newest first, and a dash where nothing was read', () => {
  const at = [55_000, 58_500, 59_000, 60_000]
  const marks = [{ at: 59_500, what: 'paused', grave: false }]
  const { rows, step } = tableRows(series(at, [7, 1, 5, 3]), marks, 60)
  expect(step).toBe(2000)
  expect(rows).toHaveLength(30)
  expect(rows[0]).toMatchObject({
    until: 60_000,
    highest: { cpu: 5, memory: null },
    done: ['paused'],
  })
  expect(rows[1]).toMatchObject({ until: 58_000, highest: { cpu: null }, done: [] })
  expect(rows[2]?.highest.cpu).toBe(7)
})
