import { z } from 'zod'
import { Progress } from './contract.ts'
import { RuncibleError, WireError } from './errors.ts'

const id = z.number().int().nonnegative()
const name = z.string().max(64)
/** JSON has no undefined: what held it arrives without the key. */
const anything = z.unknown().optional()

/** Everything that crosses a transport. What `value` and `input` hold is checked against the contract, not here. */
export const Frame = z.discriminatedUnion('t', [
  z.object({ t: z.literal('call'), id, name, input: anything }),
  z.object({ t: z.literal('cancel'), id }),
  z.object({ t: z.literal('ok'), id, value: anything }),
  z.object({ t: z.literal('fail'), id, error: WireError }),
  z.object({ t: z.literal('progress'), id, value: Progress }),
  z.object({ t: z.literal('event'), name, value: anything }),
  z.object({ t: z.literal('open'), id, name, input: anything }),
  z.object({ t: z.literal('down'), id, value: anything }),
  z.object({ t: z.literal('up'), id, value: anything }),
  z.object({ t: z.literal('close'), id, error: WireError.optional() }),
])
export type Frame = z.infer<typeof Frame>

/**
 * One connection between a client and a server, in order and without loss until it closes. A transport that carries
 * bytes uses encodeFrame and decodeFrame; one that clones values need not.
 */
export interface Channel {
  /** Once the channel is closed it does nothing. Throws for a value that cannot cross (a function, say). */
  send(frame: Frame): void
  /** The listener gets what arrived as it arrived: unknown. There is one. */
  onFrame(listener: (frame: unknown) => void): void
  /** Called once, whichever side closed. There is one. */
  onClose(listener: () => void): void
  /** `violation`: what the other side did that no client or server of ours does. */
  close(violation?: string): void
}

/** Hands a channel's frames to `take`; whoever sends what is none is cut off. */
export function onFrames(channel: Channel, take: (frame: Frame) => void): void {
  channel.onFrame((data) => {
    const frame = Frame.safeParse(data)
    if (frame.success) take(frame.data)
    else channel.close('not a frame')
  })
}

/** Bytes that may wait for a slow reader; beyond it the connection is dropped, and its window comes back and asks anew. */
export const MAX_WAITING_BYTES = 32 * 1024 * 1024

/** A socket's frame may hold at most this many bytes; a larger one closes the connection. */
export const MAX_FRAME_BYTES = 16 * 1024 * 1024

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

/**
 * A frame as bytes: length of the header (u32, big endian), the header, and the bytes of the frame's `value.bytes` where
 * it has any. The header is the frame as JSON; `tail` in it says that the rest is those bytes, be they none.
 */
export function encodeFrame(frame: Frame): Uint8Array {
  const { header, bytes } = splitBytes(frame)
  const json = encoder.encode(JSON.stringify(header))
  const out = new Uint8Array(4 + json.length + bytes.length)
  new DataView(out.buffer).setUint32(0, json.length)
  out.set(json, 4)
  out.set(bytes, 4 + json.length)
  return out
}

/** The inverse of encodeFrame; `value.bytes` is a view into `data`. Throws `invalid-input` for what cannot be a frame. */
export function decodeFrame(data: Uint8Array): unknown {
  try {
    const length = new DataView(data.buffer, data.byteOffset, data.byteLength).getUint32(0)
    if (4 + length > data.byteLength) throw new RangeError('the header is longer than the frame')
    const bytes = data.subarray(4 + length)
    return joinBytes(JSON.parse(decoder.decode(data.subarray(4, 4 + length))), bytes)
  } catch (cause) {
    throw new RuncibleError('invalid-input', 'a message that is no frame arrived', { cause })
  }
}

const NO_BYTES = new Uint8Array(0)

function splitBytes(frame: Frame): { header: unknown; bytes: Uint8Array } {
  const value = 'value' in frame ? frame.value : undefined
  if (typeof value === 'object' && value !== null && 'bytes' in value) {
    const { bytes, ...rest } = value
    if (bytes instanceof Uint8Array) return { header: { ...frame, value: rest, tail: true }, bytes }
  }
  return { header: frame, bytes: NO_BYTES }
}

const WithTail = z.looseObject({ tail: z.literal(true), value: z.looseObject({}) })

function joinBytes(header: unknown, bytes: Uint8Array): unknown {
  // Asked before the schema is: a refusal of its own takes longer than all the rest of a frame.
  if (hasTail(header)) {
    const { success, data } = WithTail.safeParse(header)
    if (success) return { ...data, value: { ...data.value, bytes } }
  }
  if (bytes.length) throw new RangeError('bytes that belong to nothing')
  return header
}

const hasTail = (header: unknown) =>
  typeof header === 'object' && header !== null && 'tail' in header
