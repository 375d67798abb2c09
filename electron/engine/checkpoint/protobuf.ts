/**
 * The fields of a protobuf message by number, each with all its values in order; varints and nested messages, and others as
 * their bytes. Throws RangeError for what is none.
 */
export function fieldsOf(message: Buffer): Map<number, (number | Buffer)[]> {
  const found = new Map<number, (number | Buffer)[]>()
  let at = 0
  const varint = () => {
    let value = 0
    for (let shift = 1; ; shift *= 128) {
      const byte = message.readUInt8(at++)
      value += (byte & 0x7f) * shift
      if (byte < 0x80) return value
    }
  }
  const bytes = (length: number) => {
    if (at + length > message.length) throw new RangeError('it ends in a field')
    at += length
    return message.subarray(at - length, at)
  }
  const readValue = (type: number) => {
    switch (type) {
      case 0:
        return varint()
      case 1:
        return bytes(8)
      case 2:
        return bytes(varint())
      case 5:
        return bytes(4)
      default:
        throw new RangeError(`wire type ${type}`)
    }
  }
  while (at < message.length) {
    const key = varint()
    const field = Math.floor(key / 8)
    const values = found.get(field) ?? []
    values.push(readValue(key & 7))
    found.set(field, values)
  }
  return found
}
