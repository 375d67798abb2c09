import { setTimeout as sleep } from 'node:timers/promises'
import type { LogEntry, LogFile } from './log.ts'

const SAMPLE_MS = 5
/** A process that writes without a pause is aligned after this, by what the bytes say. */
const PATIENCE_MS = 200

/** How much was logged and how much had come through the socket at one moment. */
interface Sample {
  logged: number
  live: number
}

/**
 * Where in the log the bytes begin that come through a socket just connected, so that what lies before them there is
 * exactly what the socket did not bring. conmon logs each packet before it sends it, so at every moment the log holds
 * the unsent gap, everything received, and what is on its way. `from`: a beginning of a line at or before the end of
 * the log before connecting; `live`: all bytes received so far. Gives a position in the log, the beginning of a line.
 */
export async function alignWithLog(
  log: LogFile,
  from: number,
  live: () => Buffer,
): Promise<number> {
  const samples = await settle(() => ({ logged: log.size(), live: live().length }))
  const last = samples.at(-1)
  if (!last) return from
  return align(from, log.lines(from, last.logged), live(), samples)
}

/** Samples until nothing comes any more, or patience ends. Nothing else runs between the last sample and its use. */
async function settle(take: () => Sample): Promise<Sample[]> {
  const samples = [take()]
  for (const end = Date.now() + PATIENCE_MS; ; ) {
    await sleep(SAMPLE_MS)
    const before = samples.at(-1)
    const now = take()
    samples.push(now)
    if ((before?.logged === now.logged && before.live === now.live) || Date.now() > end)
      return samples
  }
}

/**
 * The latest beginning of a line that leaves room for all that was received and is followed by the same bytes. In a
 * quiet moment nothing is on its way, so that the room alone decides; under a flood the fullest of the samples does,
 * together with the bytes. Where the bytes are not found (conmon could not write its log), the room decides.
 */
export function align(from: number, lines: LogEntry[], live: Buffer, samples: Sample[]): number {
  const logged = Buffer.concat(lines.map(({ bytes }) => bytes))
  const candidates = [{ offset: 0, position: from }]
  let offset = 0
  for (const { bytes, next } of lines) {
    offset += bytes.length
    candidates.push({ offset, position: next })
  }
  const loggedAt = (position: number) =>
    candidates.findLast((line) => line.position <= position)?.offset ?? 0
  // Before its first byte conmon may not have taken the connection yet, and the gap still grows.
  const told = samples.filter(({ live }, at) => live > 0 || at === samples.length - 1)
  const room = Math.min(...told.map((sample) => loggedAt(sample.logged) - sample.live))
  const fitting = candidates.filter((line) => line.offset <= room).reverse()
  const found = fitting.find(({ offset }) =>
    logged.subarray(offset, offset + live.length).equals(live),
  )
  return (found ?? fitting[0])?.position ?? from
}
