import { z } from 'zod'

/** A process inside a container, from the kernel's own view. */
export const ContainerProcess = z.object({
  /** on the host */
  pid: z.number().int().positive(),
  /** clock ticks since boot; with the pid it names one process */
  startTime: z.number().nonnegative(),
  /** in the container's own pid namespace */
  inside: z.number().int().positive(),
  /** on the host; null where that is none of the container's */
  parent: z.number().int().positive().nullable(),
  /** as it is seen inside */
  uid: z.number().int().nonnegative(),
  /** the kernel's letter: R runs, S sleeps, D waits for a device, T is stopped, t is traced, Z has ended */
  state: z.string().length(1),
  threads: z.number().int().nonnegative(),
  /** user and system time since it began */
  cpuMs: z.number().nonnegative(),
  memoryBytes: z.number().nonnegative(),
  /** [] for what has none: a zombie */
  args: z.array(z.string()),
  /** the kernel's short name of it */
  name: z.string(),
})
export type ContainerProcess = z.infer<typeof ContainerProcess>

/** A process of a container, by what cannot be another one's. */
export const ProcessRef = z.object({
  pid: z.number().int().positive(),
  startTime: z.number().nonnegative(),
})
export type ProcessRef = z.infer<typeof ProcessRef>

/** What a process has open. */
export const OpenFile = z.object({
  fd: z.number().int().nonnegative(),
  /** a path as the process sees it, or the kernel's name: `socket:[4026]`, `pipe:[12]`, `anon_inode:[eventpoll]` */
  target: z.string(),
  /** how it was opened */
  mode: z.enum(['read', 'write', 'both']),
  /** offset in a file, bytes */
  position: z.number().nonnegative(),
})
export type OpenFile = z.infer<typeof OpenFile>
