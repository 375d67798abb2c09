/**
 * Does `work` with a signal that aborts when any of `signals` does, and leaves nothing on them. AbortSignal.any is younger
 * than the Node of the oldest Electron that we run in.
 */
export async function withAnyOf<T>(
  signals: readonly AbortSignal[],
  work: (any: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const abort = () => controller.abort()
  for (const signal of signals) {
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort)
  }
  try {
    return await work(controller.signal)
  } finally {
    for (const signal of signals) signal.removeEventListener('abort', abort)
  }
}
