/** A protobuf field: a varint, or bytes. */
export function field(number: number, value: number | Buffer | string): Buffer {
  const varint = (rest: number): number[] =>
    rest < 128 ? [rest] : [(rest % 128) + 128, ...varint(Math.floor(rest / 128))]
  if (typeof value === 'number') return Buffer.from([...varint(number * 8), ...varint(value)])
  const bytes = Buffer.from(value)
  return Buffer.concat([Buffer.from([...varint(number * 8 + 2), ...varint(bytes.length)]), bytes])
}

export const words = (...values: number[]) => {
  const bytes = Buffer.alloc(4 * values.length)
  values.forEach((value, at) => {
    bytes.writeUInt32LE(value, 4 * at)
  })
  return bytes
}

/** Users and groups 1 to 4 of a process: real, effective, saved, of files. */
export const ids = (uid: number, gid: number) =>
  Buffer.concat([1, 3, 5, 7].flatMap((at) => [field(at, uid), field(at + 1, gid)]))

/** CRIU's image of a process whose system calls are filtered, with these fields of its rights. */
export function coreImage(...rights: Buffer[]): Buffer {
  const thread = Buffer.concat([field(10, Buffer.concat(rights)), field(11, 2)])
  return coreOf(field(5, thread))
}

/** Of a process without threads, in that state of CRIU's: 2, it has ended. */
export const threadlessImage = (state: number): Buffer =>
  coreOf(field(3, Buffer.concat([field(1, state), field(2, 0)])))

function coreOf(fields: Buffer): Buffer {
  const message = Buffer.concat([field(1, 1), fields])
  return Buffer.concat([words(0x54564319, 0x55053847, message.length), message])
}
