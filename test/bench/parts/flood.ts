import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openConsoles } from '../consoles.ts'
import { result } from '../figures.ts'
import { interleave, medians } from '../rounds.ts'
import type { Viewer } from '../viewer.ts'
import type { Part } from './part.ts'

/** A line as it arrives: number, text, carriage return (the terminal's), line feed. */
const LINE_BYTES = 64
const LINES = 781_250
export const FLOOD_BYTES = LINE_BYTES * LINES
/** With no byte for so long the rest is taken as lost. */
const SILENCE_MS = 10_000

/** Each line typed in lets the file through once. */
const SCRIPT = 'stty -echo; echo ready; while read x; do cat /flood; done'

/** 50 MB through a terminal to the client; every byte is compared with what it should be. */
export const flood: Part = {
  names: ['flood'],
  async measure(place, rounds) {
    const expected = floodText()
    const runners = await openConsoles(place, 'flood', SCRIPT, (rootfs) => {
      writeFileSync(join(rootfs, 'flood'), expected.toString('latin1').replaceAll('\r', ''))
    })
    let lost = 0
    const taken = await interleave(runners, rounds, async ({ name, viewer }) => {
      const { ms, wrong } = await receive(viewer, expected)
      if (name === 'ours') lost += wrong
      return { flood: FLOOD_BYTES / 1000 / ms }
    })
    const { results, notes } = medians(taken, ['flood'])
    const said = lost
      ? `flood: LOST OR CHANGED ${lost} bytes of ours in ${rounds + 1} rounds; the goal is missed`
      : `flood: not one byte lost or changed in ${rounds + 1} rounds of ${FLOOD_BYTES / 1e6} MB`
    // Lost bytes are no throughput.
    const judged = lost ? results.map(({ peers }) => result('flood', 0, peers)) : results
    return { results: judged, notes: [...notes, said] }
  },
}

/** What must arrive: numbered lines, each with a text of its own. */
function floodText(): Buffer {
  const text = Buffer.allocUnsafe(FLOOD_BYTES)
  let seed = 1
  for (let line = 0; line < LINES; line++) {
    const at = line * LINE_BYTES
    text.write(line.toString().padStart(8, '0'), at, 'latin1')
    for (let i = at + 8; i < at + LINE_BYTES - 2; i++) {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
      text[i] = 33 + ((seed >>> 16) % 94)
    }
    text.write('\r\n', at + LINE_BYTES - 2, 'latin1')
  }
  return text
}

/** Milliseconds until the last byte, and how many bytes were lost, changed or too many. */
function receive(viewer: Viewer, expected: Buffer): Promise<{ ms: number; wrong: number }> {
  const missingBefore = viewer.missing
  return new Promise((resolve) => {
    const begun = performance.now()
    let last = begun
    let at = 0
    let wrong = 0
    const silence = setInterval(() => {
      if (performance.now() - last > SILENCE_MS) done()
    }, 1000)
    const done = () => {
      clearInterval(silence)
      viewer.onBytes = () => {}
      const missing = viewer.missing - missingBefore
      resolve({ ms: last - begun, wrong: wrong + Math.max(missing, expected.length - at) })
    }
    viewer.onBytes = (bytes) => {
      last = performance.now()
      const same = expected.compare(
        bytes,
        0,
        bytes.length,
        at,
        Math.min(at + bytes.length, expected.length),
      )
      if (same !== 0) wrong += bytes.length
      at += bytes.length
      if (at >= expected.length) done()
    }
    viewer.type('\n')
  })
}
