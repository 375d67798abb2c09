import type { Stats } from 'node:fs'

export interface DeviceNumbers {
  type: 'b' | 'c'
  major: number
  minor: number
}

/** What a device node stands for; the numbers lie in `rdev` as in gnu_dev_makedev(3). */
export function deviceNumbers(info: Pick<Stats, 'rdev' | 'isBlockDevice'>): DeviceNumbers {
  const device = BigInt(info.rdev)
  const major = ((device >> 8n) & 0xfffn) | ((device >> 32n) & ~0xfffn)
  const minor = (device & 0xffn) | ((device >> 12n) & 0xffffff00n)
  return { type: info.isBlockDevice() ? 'b' : 'c', major: Number(major), minor: Number(minor) }
}

const DISK =
  'A whole disk: the container reads and writes past every permission of the files on it.'
const MEMORY = 'The memory of this machine: the container can read and change everything in it.'
const KEYS = 'Input of this machine: the container can read, or make up, what is typed on it.'
const CONSOLE = 'A console of this machine: the container sees and writes what stands on it.'
const KERNEL_LOG = 'The kernel’s log: the container reads what all of this machine is doing.'

/** By the kernel's list (admin-guide/devices.txt): type, major, the minors, and what is the matter with it. */
const DANGEROUS: readonly (readonly [
  type: string,
  major: number,
  minors: (minor: number) => boolean,
  message: string,
])[] = [
  ['c', 1, (minor) => [1, 2, 4].includes(minor), MEMORY],
  ['c', 1, (minor) => minor === 11, KERNEL_LOG],
  ['c', 4, (minor) => minor < 64, CONSOLE],
  ['c', 5, (minor) => minor === 1, CONSOLE],
  ['c', 10, (minor) => minor === 223, KEYS],
  ['c', 13, () => true, KEYS],
]

/** Sentences on what a container could do with a device. */
export function warningsOfDevice(info: Pick<Stats, 'rdev' | 'isBlockDevice'>): string[] {
  const { type, major, minor } = deviceNumbers(info)
  if (type === 'b') return [DISK]
  return DANGEROUS.filter(
    ([of, number, minors]) => of === type && number === major && minors(minor),
  ).map(([, , , message]) => message)
}
