import fc from 'fast-check'
import { type CallName, calls, streams } from '../../../shared/contract.ts'
import { callSamples, INHERITED, theConsole } from '../samples.ts'

/** Something that no client of ours sends, or not then, and the layer of the transport on which it is put. */
export type Wild =
  /** in place of a frame */
  | { layer: 'frame'; frames: unknown[] }
  /** on a wire of bytes, where a frame's would be */
  | { layer: 'bytes'; bytes: Uint8Array }
  /** over Electron's IPC, where a page's message would be */
  | { layer: 'message'; message: unknown }
  /** a frame that would do something, from who must not be heard: another origin, a frame within the page */
  | { layer: 'foreign'; frame: unknown }

export type Layer = Wild['layer']

const callNames = Object.keys(calls) as CallName[]
const KILOBYTES = 'x'.repeat(64 * 1024)
const MEGABYTE = 'x'.repeat(2 ** 20)

/** Ids of a few numbers, so that they meet: also those that are open, gone or never were. */
const id = fc.nat({ max: 20 })
const junk = fc.anything({ maxDepth: 3, withNullPrototype: false })
const huge = fc.constantFrom(KILOBYTES, KILOBYTES, KILOBYTES, MEGABYTE)
const name = fc.oneof(
  fc.constantFrom<string>(...callNames, ...INHERITED, 'console', 'nothing.there', ''),
  fc.string(),
)

/** A good input of each call with one of its fields put wrong, or left out. */
const brokenInput = fc.constantFrom(...callNames).chain((call) => {
  const { input } = callSamples[call]
  const fields = Object.keys(input)
  const broken = fc
    .tuple(fc.constantFrom(...fields, 'id', 'namespace', 'path'), fc.oneof(junk, traps, huge))
    .map(([field, value]) => ({ ...input, [field]: value }))
  return fc.tuple(fc.constant(call), fc.oneof(broken, junk, fc.array(junk)))
})

/** What tries to lead somewhere else. */
const traps = fc.constantFrom<unknown>(
  '..',
  '../../etc',
  '/../x',
  '--root=/',
  '-f',
  'a\nb',
  'a\0b',
  '',
  '.',
  -1,
  1e308,
  2 ** 53,
  Number.NaN,
  [],
  { length: 1e9 },
)

/** Calls that the schema refuses. What it would take is no test of the door: it is left out. */
const badCall = fc.tuple(id, brokenInput).filter(isRefused)

function isRefused([, [call, input]]: [number, [CallName, unknown]]): boolean {
  // As it arrives over a wire of bytes, where NaN is null and undefined is not there.
  const asJson: unknown = JSON.parse(JSON.stringify(input) ?? 'null')
  return [input, asJson].every((one) => !calls[call].input.safeParse(one).success)
}

const goodUp = { kind: 'input', bytes: new Uint8Array([1, 2, 3]) }
const badUp = junk.filter((value) => !streams.console.up.safeParse(value).success)
/** ids that no stream ever had */
const neverOpen = fc.integer({ min: 1000, max: 2000 })
const open = fc.record({
  t: fc.constant('open'),
  id,
  name: fc.constant('console'),
  input: fc.constant(theConsole),
})

/** Frames in an order that makes no sense. */
const outOfOrder = fc.oneof(
  neverOpen.map((id) => [{ t: 'up', id, value: goodUp }]),
  fc.tuple(open, badUp).map(([opened, value]) => [opened, { t: 'up', id: opened.id, value }]),
  open.map((opened) => [opened, opened]),
  open.map((opened) => [
    opened,
    { t: 'close', id: opened.id },
    { t: 'close', id: opened.id },
    { t: 'up', id: opened.id, value: goodUp },
  ]),
  id.map((id) => [{ t: 'cancel', id }]),
  id.map((id) => [{ t: 'close', id, error: { code: 'internal', message: MEGABYTE } }]),
  id.map((id) => Array(2).fill({ t: 'call', id, name: 'engine.preflight', input: {} })),
  fc
    .tuple(fc.constantFrom('ok', 'fail', 'progress', 'event', 'down'), id, junk)
    .map(([t, id, value]) => [{ t, id, value }]),
)

const wildFrame: fc.Arbitrary<unknown[]> = fc.oneof(
  { weight: 3, arbitrary: junk.map((frame) => [frame]) },
  {
    weight: 4,
    arbitrary: badCall.map(([id, [name, input]]) => [{ t: 'call', id, name, input }]),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ t: fc.constantFrom('call', 'open'), id: fc.oneof(id, junk), name: junk })
      .map((frame) => [frame]),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ t: fc.constant('open'), id, name, input: fc.oneof(junk, traps) })
      .map((frame) => [frame]),
  },
  { weight: 1, arbitrary: fc.tuple(id, huge).map(([id, name]) => [{ t: 'call', id, name }]) },
  { weight: 4, arbitrary: outOfOrder },
)

const u32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value >>> 0)
  return bytes
}

/** Bytes that are no frame: cut short, with lengths that lie, with bytes that belong to nothing. */
const wildBytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.tuple(fc.integer(), fc.string()).map(([length, text]) => {
    return Buffer.concat([u32(length), Buffer.from(text)])
  }),
  fc.json().map((text) => Buffer.concat([u32(text.length + 1), Buffer.from(text)])),
  fc
    .tuple(id, fc.uint8Array({ minLength: 1, maxLength: 50 }))
    .map(([id, rest]) => framed(`{"t":"cancel","id":${id}}`, rest)),
  fc.constantFrom(
    framed('{"t":"call","id":1,"name":"x","tail":true}'),
    framed('{"t":"call","id":1,"tail":true,"value":7}', Buffer.of(1)),
    framed('[['.repeat(5000)),
    framed('\ud800'),
    Buffer.from('GET / HTTP/1.1\r\n\r\n'),
    Buffer.alloc(2 ** 20, 0xff),
    Buffer.alloc(0),
  ),
)

function framed(header: string, rest: Uint8Array = Buffer.alloc(0)): Buffer {
  const bytes = Buffer.from(header)
  return Buffer.concat([u32(bytes.length), bytes, rest])
}

/** Messages of a page that no preload of ours sends. */
const wildMessage = fc.oneof(
  junk,
  fc.record({ kind: junk, connection: junk, frame: junk }),
  fc.record({
    kind: fc.constantFrom('open', 'frame', 'close', 'eval'),
    connection: fc.oneof(junk, fc.constantFrom(-1, 0, 1.5, 2 ** 60)),
  }),
  fc.record({
    kind: fc.constantFrom('frame', 'close'),
    connection: fc.integer({ min: 1e6, max: 2e6 }),
    frame: junk,
  }),
)

/** Whole calls that change something: each of them would be obeyed, were its sender let in. */
const foreignFrame = fc.constantFrom(
  ...callNames.map((name) => ({ t: 'call', id: 1, name, input: callSamples[name].input })),
  { t: 'open', id: 1, name: 'console', input: theConsole },
)

const LAYERS: Record<Layer, fc.Arbitrary<Wild>> = {
  frame: wildFrame.map((frames) => ({ layer: 'frame', frames })),
  bytes: wildBytes.map((bytes) => ({ layer: 'bytes', bytes })),
  message: wildMessage.map((message) => ({ layer: 'message', message })),
  foreign: foreignFrame.map((frame) => ({ layer: 'foreign', frame })),
}

const WEIGHTS: Record<Layer, number> = { frame: 12, bytes: 6, message: 6, foreign: 2 }

/** `count` messages for a transport that has these layers; the same ones for the same seed. */
export function wildMessages(layers: readonly Layer[], count: number, seed: number): Wild[] {
  const arbitrary = fc.oneof(
    ...layers.map((layer) => ({ weight: WEIGHTS[layer], arbitrary: LAYERS[layer] })),
  )
  return fc.sample(arbitrary, { numRuns: count, seed })
}
