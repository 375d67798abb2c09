import { z } from 'zod'
import { Time } from './ids.ts'

/** What this machine can or cannot do, why, and what would mend it. */
export const Feature = z.object({
  ok: z.boolean(),
  /** why not; empty where ok */
  reason: z.string(),
})
export type Feature = z.infer<typeof Feature>

export const FEATURES = [
  'run',
  'pause',
  'limits',
  'checkpoint',
  'preDump',
  'lazyRestore',
  'systemdCgroup',
  'ioOwner',
  'trace',
  'starter',
  'images',
  'networkOut',
  'differences',
  'lookInside',
] as const
export type FeatureName = (typeof FEATURES)[number]

export const Tool = z.object({
  path: z.string().nullable(),
  version: z.string().nullable(),
})
export type Tool = z.infer<typeof Tool>

/** One thing that a machine was looked at for. */
export const Check = z.object({
  name: z.string(),
  kind: z.enum(['program', 'machine']),
  ok: z.boolean(),
  /** version, place, or what else was found; null where it is not there */
  found: z.string().nullable(),
  /** what it is needed for, a clause */
  needed: z.string(),
  /** why it is not there, a clause; null where it is */
  why: z.string().nullable(),
  /** the command that brings it, where there is one */
  mend: z.string().nullable(),
})
export type Check = z.infer<typeof Check>

export const Preflight = z.object({
  checkedAt: Time,
  tools: z.object({ runc: Tool, conmon: Tool, criu: Tool, busybox: Tool }),
  features: z.record(z.enum(FEATURES), Feature),
  /** what is amiss, with the command that mends it where there is one */
  problems: z.array(z.object({ what: z.string(), why: z.string(), mend: z.string().nullable() })),
  /** all that was looked at, what is there, too; an older engine tells none */
  checks: z.array(Check).default([]),
})
export type Preflight = z.infer<typeof Preflight>

export const Host = z.object({
  name: z.string(),
  user: z.string(),
  root: z.boolean(),
  version: z.string(),
  kernel: z.string(),
  cgroup: z.enum(['v1', 'v2']),
  stateDir: z.string(),
  runDir: z.string(),
  bootId: z.string(),
})
export type Host = z.infer<typeof Host>
