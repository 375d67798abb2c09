import { z } from 'zod'
import { OpenFile } from './container-process.ts'

/** A piece of a process's address space. */
export const InsideMap = z.object({
  /** hexadecimal, without 0x: it may be larger than a number holds */
  start: z.string(),
  bytes: z.number().nonnegative(),
  /** as in /proc: `rw-p`; s: shared */
  rights: z.string(),
  /** a path, or the kernel's name: `[heap]`; empty: nobody's, anonymous */
  what: z.string(),
  /** bytes of it that the moment has taken along; the rest is read from its file again, or was never touched */
  taken: z.number().nonnegative(),
})
export type InsideMap = z.infer<typeof InsideMap>

export const InsideFile = OpenFile.extend({
  kind: z.enum(['file', 'folder', 'device', 'terminal', 'pipe', 'socket', 'other']),
  /** how it was opened besides: append, nonblock … */
  flags: z.array(z.string()),
})
export type InsideFile = z.infer<typeof InsideFile>

export const InsideProcess = z.object({
  /** as it is seen inside, as all pids here */
  pid: z.number().int(),
  /** 0: nobody inside has started it */
  parent: z.number().int(),
  session: z.number().int(),
  name: z.string(),
  /** ended: nobody has asked how yet */
  state: z.enum(['alive', 'stopped', 'ended']),
  uid: z.number().int(),
  /** the first ones, by their ids; `threadCount` counts all */
  threads: z.array(z.object({ id: z.number().int(), name: z.string() })),
  threadCount: z.number().int(),
  /** null: they lie in pages that are not to be had */
  args: z.array(z.string()).nullable(),
  /** NAME=value, as it was given; null as for `args` */
  env: z.array(z.string()).nullable(),
  exe: z.string(),
  cwd: z.string(),
  /** bytes of its own: neither what it shares nor what lies in files unchanged */
  memory: z.number().nonnegative(),
  maps: z.array(InsideMap),
  files: z.array(InsideFile),
})
export type InsideProcess = z.infer<typeof InsideProcess>

export const InsideSocket = z.object({
  kind: z.enum(['tcp', 'udp', 'unix', 'other']),
  /** stream, dgram, seqpacket, raw … */
  type: z.string(),
  /** address:port, or a path; @name: one that no file has; empty: it has none */
  local: z.string(),
  /** empty: none */
  remote: z.string(),
  /** listen, established …, in TCP's words */
  state: z.string(),
  /** who has it open */
  holders: z.array(z.object({ pid: z.number().int(), fd: z.number().int() })),
})
export type InsideSocket = z.infer<typeof InsideSocket>

export const InsideMount = z.object({
  at: z.string(),
  type: z.string(),
  source: z.string(),
  /** what of the source is there; / is all of it */
  root: z.string(),
  /** ro, nosuid … */
  options: z.array(z.string()),
  /** it came from outside the container */
  outside: z.boolean(),
})
export type InsideMount = z.infer<typeof InsideMount>

/** What was in a container at a moment. */
export const CheckpointInside = z.object({
  hostname: z.string().nullable(),
  processes: z.array(InsideProcess),
  /** with those that `processes` leaves out */
  processCount: z.number().int(),
  sockets: z.array(InsideSocket),
  mounts: z.array(InsideMount),
  /** what is left out or could not be read, and why, a sentence each */
  notes: z.array(z.string()),
})
export type CheckpointInside = z.infer<typeof CheckpointInside>
