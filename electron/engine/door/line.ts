import type { Readable } from 'node:stream'
import { RuncibleError } from '../../../shared/errors.ts'

export interface LineOptions {
  /** of the line, without its end; a longer one is refused */
  maxBytes: number
  /** ms; absent: as long as it takes */
  timeoutMs?: number | undefined
  signal?: AbortSignal | undefined
}

const NEWLINE = 0x0a

/**
 * Takes the next line of a stream, without its end, and leaves what follows in it. Throws `disconnected` where the stream
 * ends before the line, `invalid-input` for one that is too long, `timeout`, `cancelled`.
 */
export function takeLine(
  stream: Readable,
  { maxBytes, timeoutMs, signal }: LineOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0)
    const letGo = () => {
      clearTimeout(timer)
      stream.off('readable', read)
      for (const name of ENDS) stream.off(name, ended)
      signal?.removeEventListener('abort', aborted)
    }
    const fail = (error: RuncibleError) => {
      letGo()
      reject(error)
    }
    const read = () => {
      for (let chunk = stream.read(); chunk !== null; chunk = stream.read()) {
        bytes = Buffer.concat([bytes, chunk])
        const at = bytes.indexOf(NEWLINE)
        if ((at < 0 ? bytes.length : at) > maxBytes)
          return fail(new RuncibleError('invalid-input', `a line of more than ${maxBytes} bytes`))
        if (at < 0) continue
        letGo()
        if (at + 1 < bytes.length) stream.unshift(bytes.subarray(at + 1))
        return resolve(bytes.toString('utf8', 0, at))
      }
    }
    const ended = () => fail(new RuncibleError('disconnected', 'it ended before it had answered'))
    const aborted = () => fail(new RuncibleError('cancelled', 'the action was cancelled'))
    const late = () =>
      fail(new RuncibleError('timeout', `nothing was said within ${(timeoutMs ?? 0) / 1000} s`))
    const timer = timeoutMs === undefined ? undefined : setTimeout(late, timeoutMs)
    if (signal?.aborted) return aborted()
    if (stream.readableEnded || stream.destroyed) return ended()
    signal?.addEventListener('abort', aborted, { once: true })
    for (const name of ENDS) stream.on(name, ended)
    stream.on('readable', read)
  })
}

const ENDS = ['end', 'close', 'error'] as const
