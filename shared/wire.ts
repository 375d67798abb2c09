import { z } from 'zod'
import { Progress } from './contract.ts'
import { RuncibleError, WireError } from './errors.ts'

const id = z.number().int().nonnegative()

/** Everything that crosses a transport. What `value` and `input` hold is checked against the contract, not here. */
export const Frame = z.discriminatedUnion('t', [
  z.object({ t: z.literal('call'), id, name: z.string(), input: z.unknown() }),
  z.object({ t: z.literal('cancel'), id }),
  z.object({ t: z.literal('ok'), id, value: z.unknown() }),
  z.object({ t: z.literal('fail'), id, error: WireError }),
  z.object({ t: z.literal('progress'), id, value: Progress }),
  z.object({ t: z.literal('event'), name: z.string(), value: z.unknown() }),
  z.object({ t: z.literal('open'), id, name: z.string(), input: z.unknown() }),
  z.object({ t: z.literal('down'), id, value: z.unknown() }),
  z.object({ t: z.literal('up'), id, value: z.unknown() }),
  z.object({ t: z.literal('close'), id, error: WireError.optional() }),
])
export type Frame = z.infer<typeof Frame>

/**
 * One connection between a client and a server, in order and without loss until it closes. `onFrame` gets what arrived
 * as it arrived: unknown. A transport that carries bytes uses encodeFrame and decodeFrame; one that clones values need not.
 */
export interface Channel {
  send(frame: Frame): void
  onFrame(listener: (frame: unknown) => void): void
  onClose(listener: () => void): void
  close(): void
}

/** A socket's frame may hold at most this many bytes; a larger one closes the connection. */
export const MAX_FRAME_BYTES = 16 * 1024 * 1024

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

/** Header length (u32, big endian), the frame as JSON, then the bytes of its `value.bytes`, if it has any. */
export function encodeFrame(frame: Frame): Uint8Array {
  const { header, bytes } = splitBytes(frame)
  const json = encoder.encode(JSON.stringify(header))
  const out = new Uint8Array(4 + json.length + bytes.length)
  new DataView(out.buffer).setUint32(0, json.length)
  out.set(json, 4)
  out.set(bytes, 4 + json.length)
  return out
}

/** The inverse of encodeFrame. Throws `invalid-input` for what cannot be a frame. */
export function decodeFrame(data: Uint8Array): unknown {
  try {
    const length = new DataView(data.buffer, data.byteOffset, data.byteLength).getUint32(0)
    if (4 + length > data.byteLength) throw new RangeError('the header is longer than the frame')
    const frame: unknown = JSON.parse(decoder.decode(data.subarray(4, 4 + length)))
    const bytes = data.subarray(4 + length)
    const value = (frame as { value?: unknown }).value
    if (typeof value === 'object' && value !== null && 'bytes' in value) value.bytes = bytes
    return frame
  } catch (cause) {
    throw new RuncibleError('invalid-input', 'a message that is no frame arrived', { cause })
  }
}

const NO_BYTES = new Uint8Array(0)

function splitBytes(frame: Frame): { header: unknown; bytes: Uint8Array } {
  const value = 'value' in frame ? frame.value : undefined
  if (typeof value === 'object' && value !== null && 'bytes' in value) {
    const { bytes } = value
    if (bytes instanceof Uint8Array)
      return { header: { ...frame, value: { ...value, bytes: 0 } }, bytes }
  }
  return { header: frame, bytes: NO_BYTES }
}
