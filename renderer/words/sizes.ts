import { decimals } from './locale.ts'

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

export const MIB = 2 ** 20
export const GIB = 2 ** 30

/** A size in binary units: "512 B", "1.4 MiB", "512 MiB". */
export function bytes(count: number): string {
  let value = count
  let unit = 0
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024
    unit += 1
  }
  const digits = unit === 0 || value >= 100 || Number.isInteger(value) ? 0 : 1
  return `${decimals(value, digits)} ${UNITS[unit]}`
}

/** A share of one CPU in percent: "2 %", below ten with one decimal where it says something. */
export const percent = (value: number) =>
  `${value < 10 && value >= 0.05 ? decimals(value, 1) : Math.round(value)} %`
