import { readFileSync } from 'node:fs'
import type { InspectedMount } from '../../../shared/model.ts'
import { MOST_TABLE, parseMountTable } from '../inspect/mount-table.ts'
import { textUpTo } from '../runtime/proc.ts'
import { toTold } from './names.ts'

/** Filesystems of the kernel's own: nothing in them is a file that anybody keeps. */
const KERNELS =
  /^(proc|sysfs|cgroup2?|devpts|mqueue|debugfs|tracefs|securityfs|bpf|configfs|pstore)$/
/** A program serves it, which may never answer. */
const SERVED = /^fuse/

/** What is held by a descriptor. */
interface Held {
  readonly fd: number
}

/** What is mounted in a container, as a process of it sees that. */
export class MountPlaces {
  readonly #path: string
  #byId = new Map<number, InspectedMount>()
  #byPlace = new Map<string, InspectedMount>()
  /** Once more, and no oftener: a container could mount without end. */
  #again: Promise<void> | null = null

  private constructor(path: string) {
    this.#path = path
  }

  static async of(pid: number): Promise<MountPlaces> {
    const places = new MountPlaces(`/proc/${pid}/mountinfo`)
    await places.#read()
    return places
  }

  /** `path`: bytes of a real path inside */
  at(path: string): InspectedMount | null {
    return this.#byPlace.get(toTold(path)) ?? null
  }

  /** That on which something lies; null where it is not known. */
  async under(node: Held): Promise<InspectedMount | null> {
    const id = mountId(node)
    if (!this.#byId.has(id)) {
      this.#again ??= this.#read()
      await this.#again
    }
    return this.#byId.get(id) ?? null
  }

  async #read(): Promise<void> {
    const { mounts } = parseMountTable((await textUpTo(this.#path, MOST_TABLE))?.text ?? '')
    this.#byId = new Map(mounts.map((mount) => [mount.id, mount]))
    // Of several at one place the last is seen.
    this.#byPlace = new Map(mounts.map((mount) => [mount.at, mount]))
  }
}

export const isKernels = ({ type }: InspectedMount): boolean => KERNELS.test(type)
export const isServed = ({ type }: InspectedMount): boolean => SERVED.test(type)

/** The kernel's number of the mount on which something lies: nothing is asked of that itself. */
export function mountId({ fd }: Held): number {
  const text = readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8')
  return Number(/^mnt_id:\s*(\d+)$/m.exec(text)?.[1] ?? -1)
}
