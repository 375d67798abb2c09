const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
}

/** Bytes of “32 MiB”; null for what does not read so. */
export function parseSize(text: string): number | null {
  const [, amount, unit = 'B'] = /^(\d{1,9}(?:\.\d{1,3})?) ?(B|KiB|MiB|GiB)?$/.exec(text) ?? []
  return amount === undefined ? null : Math.round(Number(amount) * (UNITS[unit] ?? 1))
}
