import { RuncibleError } from './errors.ts'
import { type Channel, type Frame, onFrames } from './wire.ts'

/** Frames that a window may send before the other side is there; ours sends a snapshot's call and its consoles'. */
const MAX_EARLY = 1000

/**
 * Passes frames on between a window and the engine that `reach` leads to, until either closes; the other then closes, too.
 * Only frames get through, and what they hold is checked where they end. A side too slow for the other is dropped by its own
 * transport (MAX_WAITING_BYTES). `reach`'s signal aborts when the window goes first; the window closes where it rejects.
 */
export async function relay(
  window: Channel,
  reach: (signal: AbortSignal) => Promise<Channel>,
): Promise<void> {
  const abort = new AbortController()
  let early: Frame[] = []
  onFrames(window, (frame) => {
    early.push(frame)
    if (early.length > MAX_EARLY) window.close('too much before anybody answers')
  })
  window.onClose(() => abort.abort())
  try {
    const engine = await reach(abort.signal)
    if (abort.signal.aborted) return engine.close()
    pass(window, engine)
    pass(engine, window)
    for (const frame of early) send(frame, window, engine)
  } catch (error) {
    window.close()
    if (!(error instanceof RuncibleError)) throw error
  } finally {
    early = []
  }
}

function pass(from: Channel, to: Channel): void {
  from.onClose(() => to.close())
  onFrames(from, (frame) => send(frame, from, to))
}

/** A window's clone may hold what no bytes can say (a BigInt, a cycle): that window's fault, and not to hurt the passer. */
function send(frame: Frame, from: Channel, to: Channel): void {
  try {
    to.send(frame)
  } catch {
    from.close('a value that cannot cross')
  }
}
