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

export const Preflight = z.object({
  checkedAt: Time,
  tools: z.object({ runc: Tool, conmon: Tool, criu: Tool, busybox: Tool }),
  features: z.record(z.enum(FEATURES), Feature),
  /** what is amiss, with the command that mends it where there is one */
  problems: z.array(z.object({ what: z.string(), why: z.string(), mend: z.string().nullable() })),
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
