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

/** A copy in which `values` stand in place of all that was there of their host. */
export function replaced<V extends { host: string }>(
  map: ReadonlyMap<string, V>,
  host: string,
  values: readonly V[],
  key: (value: V) => string,
): ReadonlyMap<string, V> {
  const others = [...map].filter(([, value]) => value.host !== host)
  return new Map([...others, ...values.map((value) => [key(value), value] as const)])
}
