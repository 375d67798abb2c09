import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openConsoles, openCrowds } from '../consoles.ts'
import { result } from '../figures.ts'
import { interleave, medians } from '../rounds.ts'
import type { Viewer } from '../viewer.ts'
import type { Part } from './part.ts'

/** A line as it arrives: number, text, carriage return (the terminal's), line feed. */
const LINE_BYTES = 64
const FLOOD_BYTES = LINE_BYTES * 781_250
const CROWD = 20
/** of each of them */
const CROWD_BYTES = LINE_BYTES * 78_125
/** With no byte for so long the rest is taken as lost. */
const SILENCE_MS = 10_000

/** Each line typed in lets the file through once. */
const SCRIPT = 'stty -echo; echo ready; while read x; do cat /flood; done'

/** 50 MB through a terminal to the client; every byte is compared with what it should be. */
export const flood: Part = {
  names: ['flood'],
  async measure(place, rounds) {
    const expected = floodText(FLOOD_BYTES)
    const runners = await openConsoles(place, 'flood', SCRIPT, (rootfs) => {
      writeFileSync(join(rootfs, 'flood'), expected.toString('latin1').replaceAll('\r', ''))
    })
    const ofOurs = { lost: 0, changed: 0 }
    const taken = await interleave(runners, rounds, async ({ name, viewer }) => {
      const { ms, lost, changed } = await receive(viewer, expected)
      if (name === 'ours') {
        ofOurs.lost += lost
        ofOurs.changed += changed
      }
      return { flood: FLOOD_BYTES / 1000 / ms }
    })
    const { results, notes } = medians(taken, ['flood'])
    const said = `flood: ${ofOurs.lost} bytes of ours lost and ${ofOurs.changed} changed in ${rounds + 1} rounds of ${FLOOD_BYTES / 1e6} MB`
    // What loses bytes has no throughput.
    const whole = ofOurs.lost + ofOurs.changed === 0
    const judged = whole ? results : results.map(({ peers }) => result('flood', 0, peers))
    return { results: judged, notes: [...notes, whole ? said : `${said}: THE GOAL IS MISSED`] }
  },
}

/** 5 MB through each of twenty terminals at once, from one click to the last byte of the last; of all together. */
export const flood20: Part = {
  names: ['flood20'],
  async measure(place, rounds) {
    const expected = floodText(CROWD_BYTES)
    const crowds = await openCrowds(place, 'flood20', SCRIPT, {
      count: CROWD,
      prepare: (rootfs) =>
        writeFileSync(join(rootfs, 'flood'), expected.toString('latin1').replaceAll('\r', '')),
    })
    let wrong = 0
    const taken = await interleave(crowds, rounds, async ({ name, viewers }) => {
      const all = await Promise.all(viewers.map((viewer) => receive(viewer, expected)))
      if (name === 'ours') for (const { lost, changed } of all) wrong += lost + changed
      return { flood20: (CROWD * CROWD_BYTES) / 1000 / Math.max(...all.map(({ ms }) => ms)) }
    })
    const { results, notes } = medians(taken, ['flood20'])
    const said = `flood20: ${wrong} bytes of ours lost or changed in ${rounds + 1} rounds of ${CROWD} × ${CROWD_BYTES / 1e6} MB`
    const judged = wrong === 0 ? results : results.map(({ peers }) => result('flood20', 0, peers))
    return {
      results: judged,
      notes: [...notes, wrong === 0 ? said : `${said}: THE GOAL IS MISSED`],
    }
  },
}

/** What must arrive: numbered lines, each with a text of its own. */
function floodText(bytes: number): Buffer {
  const text = Buffer.allocUnsafe(bytes)
  let seed = 1
  for (let line = 0; line < bytes / LINE_BYTES; line++) {
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

/** Milliseconds until the last byte; bytes that never came, and bytes that were others than they should be. */
function receive(
  viewer: Viewer,
  expected: Buffer,
): Promise<{ ms: number; lost: number; changed: number }> {
  const from = viewer.next
  const missingBefore = viewer.missing
  return new Promise((resolve) => {
    const begun = performance.now()
    let last = begun
    let changed = 0
    const silence = setInterval(() => {
      if (performance.now() - last > SILENCE_MS) done()
    }, 1000)
    const done = () => {
      clearInterval(silence)
      viewer.onBytes = () => {}
      const never = Math.max(0, from + expected.length - viewer.next)
      resolve({ ms: last - begun, lost: viewer.missing - missingBefore + never, changed })
    }
    viewer.onBytes = (bytes, offset) => {
      last = performance.now()
      const at = offset - from
      const end = at + bytes.length
      // Beyond the end nothing compares as equal: bytes too many are changed ones.
      if (expected.subarray(at, end).compare(bytes) !== 0) changed += bytes.length
      if (end >= expected.length) done()
    }
    viewer.type('\n')
  })
}
