/** Any JSON value in the shape of encodeFrame's bytes: also what encodeFrame would not take. JSON has no undefined. */
export function rawFrame(value: unknown): Buffer {
  const json = Buffer.from(JSON.stringify(value) ?? 'null')
  const length = Buffer.alloc(4)
  length.writeUInt32BE(json.length)
  return Buffer.concat([length, json])
}
