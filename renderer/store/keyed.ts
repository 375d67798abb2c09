/** A copy of `map` with `key` set: stores never change what a component may still hold. */
export const withEntry = <V>(map: ReadonlyMap<string, V>, key: string, value: V) =>
  new Map(map).set(key, value)

/** A copy without `key`; the same map where it has none. */
export function withoutEntry<V>(map: ReadonlyMap<string, V>, key: string): ReadonlyMap<string, V> {
  if (!map.has(key)) return map
  const copy = new Map(map)
  copy.delete(key)
  return copy
}

export const keyedBy = <V>(values: readonly V[], key: (value: V) => string) =>
  new Map(values.map((value) => [key(value), value]))
