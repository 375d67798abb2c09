import { open } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { guardHeld } from './hold-guard.ts'
import { childrenOf, processStartTime, processStat, sendSignal } from './proc.ts'

/** How often CRIU's log is looked at, ms: a dump of an idle shell takes 40 between the two lines that are waited for. */
const LOOK_MS = 3
/** From this line on all processes are still, and CRIU asks runc for nothing more before it has written everything. */
const DUMPING = /Dumping task \(pid/
/** CRIU asks runc for something, and waits for an answer. */
const ASKING = /Running (\S+) scripts/
/** What it asks once the images are written, with every process still held; after a failure it asks for something else. */
const WRITTEN = 'post-dump'
/** From this line on processes go on. */
const GOING_ON = /Unfreezing tasks/
/** A CRIU that does nothing at all for so long, ms, and logs nothing, has asked where its log could not be written. */
const STALLED_MS = 1000
/** More than the longest of what is looked for, in characters: it may lie across two looks. */
const OVERLAP = 64

/** What is done while a dump stands still. */
export interface Held {
  /** all processes are still from now on; CRIU goes on writing beside it */
  still(): Promise<void>
  /** the images are written, and links that CRIU made for deleted files are still there */
  written(): Promise<void>
}

/**
 * Has a dump keep its container still after its images are written, until `work` is done: CRIU asks runc then whether to let
 * go, and runc (`pid`) is stopped until it may answer. `log`: CRIU's; `signal`: the dump is over. Gives false where it ended or
 * failed before, or went by too quickly to be kept; then not all of the work was done while it was still. Throws what `work`
 * throws. An engine that dies in it has runc go on at once, by a guard; where that was killed, too, the next engine does (`goOn`).
 */
export async function holdWritten(
  { pid, log, signal }: { pid: number; log: string; signal: AbortSignal },
  work: Held,
): Promise<boolean> {
  const lines = new Follower(log)
  const dismiss = guardHeld(pid)
  try {
    if (!(await comes(lines, DUMPING, () => !signal.aborted))) return false
    if (!(await stop(pid))) return false
    // What it had asked for before runc was stopped may have been answered.
    if (await lines.find(ASKING)) return false
    const [asked] = await Promise.all([comes(lines, ASKING, goesOn(pid, signal)), work.still()])
    if (asked?.[1] !== WRITTEN) return false
    await work.written()
    // Where it was not runc itself that was stopped, but a script around it, CRIU has had its answer.
    return !(await lines.find(GOING_ON))
  } finally {
    goOn(pid)
    dismiss()
  }
}

/** A runc that was stopped so, by this engine or one that has died, goes on. */
export const goOn = (pid: number): boolean => sendSignal(pid, 'SIGCONT')

async function comes(
  lines: Follower,
  pattern: RegExp,
  goesOn: () => boolean,
): Promise<RegExpExecArray | null> {
  for (;;) {
    const isLast = !goesOn()
    const found = await lines.find(pattern)
    if (found || isLast) return found
    await sleep(LOOK_MS)
  }
}

/**
 * Whether a dump goes on: a runc that is stopped does not tell that its CRIU has failed, and on a full disk the log does not
 * say that CRIU asks.
 */
function goesOn(runc: number, signal: AbortSignal): () => boolean {
  let worked = -1
  let since = performance.now()
  return () => {
    const criu = childrenOf(runc).find((child) => processStartTime(child) !== null)
    if (signal.aborted || criu === undefined) return false
    const now = processStat(criu)
    // Its helpers (tar, iptables) work while it waits.
    if (now?.state !== 'S' || now.cpuMs !== worked || childrenOf(criu).length > 0) {
      worked = now?.cpuMs ?? -1
      since = performance.now()
    }
    return performance.now() - since < STALLED_MS
  }
}

/** Gives whether it stands still; a signal reaches a process a moment after it is sent. */
async function stop(pid: number): Promise<boolean> {
  if (!sendSignal(pid, 'SIGSTOP')) return false
  for (;;) {
    const state = processStat(pid)?.state
    if (state === 'T') return true
    if (state === undefined || state === 'Z') return false
    await sleep(1)
  }
}

/** A log that grows, read once. */
class Follower {
  readonly #path: string
  readonly #bytes = Buffer.alloc(64 * 1024)
  #at = 0
  #tail = ''

  constructor(path: string) {
    this.#path = path
  }

  /** The first that matches of what has come since it was last found; null where there is none. */
  async find(pattern: RegExp): Promise<RegExpExecArray | null> {
    const file = await open(this.#path).catch(() => null)
    if (!file) return null
    try {
      for (;;) {
        const found = pattern.exec(this.#tail)
        if (found) {
          this.#tail = this.#tail.slice(found.index + found[0].length)
          return found
        }
        this.#tail = this.#tail.slice(-OVERLAP)
        const { bytesRead } = await file.read(this.#bytes, 0, this.#bytes.length, this.#at)
        if (bytesRead === 0) return null
        this.#at += bytesRead
        this.#tail += this.#bytes.toString('latin1', 0, bytesRead)
      }
    } finally {
      await file.close()
    }
  }
}
