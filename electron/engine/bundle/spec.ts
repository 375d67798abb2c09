import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { RuncibleError } from '../../../shared/errors.ts'

const id = z.number().int().min(0).max(0xffff_fffe)

const SpecUser = z.looseObject({
  uid: id.default(0),
  gid: id.default(0),
  additionalGids: z.array(id).optional(),
})

const CapabilitySet = z.array(z.string()).optional()
export const SpecCapabilities = z.looseObject({
  bounding: CapabilitySet,
  effective: CapabilitySet,
  inheritable: CapabilitySet,
  permitted: CapabilitySet,
  ambient: CapabilitySet,
})
export type SpecCapabilities = z.infer<typeof SpecCapabilities>

/** 2^64 stands for no limit (RLIM_INFINITY is 2^64 − 1). */
const SpecRlimit = z.looseObject({ type: z.string(), soft: z.number(), hard: z.number() })
export type SpecRlimit = z.infer<typeof SpecRlimit>

export const SpecProcess = z.looseObject({
  terminal: z.boolean().optional(),
  consoleSize: z.looseObject({ height: z.number(), width: z.number() }).optional(),
  user: SpecUser.prefault({}),
  args: z.array(z.string()).default([]),
  env: z.array(z.string()).optional(),
  cwd: z.string().default('/'),
  capabilities: SpecCapabilities.optional(),
  rlimits: z.array(SpecRlimit).nullish(),
  noNewPrivileges: z.boolean().nullish(),
  oomScoreAdj: z.number().nullish(),
})
export type SpecProcess = z.infer<typeof SpecProcess>

export const SpecMount = z.looseObject({
  destination: z.string(),
  type: z.string().optional(),
  source: z.string().optional(),
  options: z.array(z.string()).optional(),
})
export type SpecMount = z.infer<typeof SpecMount>

/** Is it something of the host's, seen from inside too? */
export const isBind = ({ type, options = [] }: SpecMount): boolean =>
  type === 'bind' || options.some((one) => one === 'bind' || one === 'rbind')

const IdMapping = z.looseObject({ containerID: z.number(), hostID: z.number(), size: z.number() })

export const SpecDevice = z.looseObject({
  path: z.string(),
  type: z.string(),
  major: z.number().optional(),
  minor: z.number().optional(),
  fileMode: z.number().optional(),
  uid: z.number().optional(),
  gid: z.number().optional(),
})
export type SpecDevice = z.infer<typeof SpecDevice>

const DeviceRule = z.looseObject({
  allow: z.boolean().nullish(),
  type: z.string().nullish(),
  major: z.number().nullish(),
  minor: z.number().nullish(),
  access: z.string().nullish(),
})
export type DeviceRule = z.infer<typeof DeviceRule>

const Resources = z.looseObject({
  devices: z.array(DeviceRule).nullish(),
  memory: z.looseObject({ limit: z.number().optional() }).optional(),
  cpu: z.looseObject({ quota: z.number().optional(), period: z.number().optional() }).optional(),
  pids: z.looseObject({ limit: z.number() }).optional(),
})

const SpecLinux = z.looseObject({
  uidMappings: z.array(IdMapping).optional(),
  gidMappings: z.array(IdMapping).optional(),
  resources: Resources.optional(),
  cgroupsPath: z.string().optional(),
  rootfsPropagation: z.string().optional(),
  devices: z.array(SpecDevice).nullish(),
  namespaces: z.array(z.looseObject({ type: z.string(), path: z.string().optional() })).optional(),
  maskedPaths: z.array(z.string()).nullish(),
  readonlyPaths: z.array(z.string()).nullish(),
  sysctl: z.record(z.string(), z.string()).nullish(),
  seccomp: z.looseObject({ defaultAction: z.string() }).nullish(),
})

/** The parts of an OCI config.json (runtime-spec 1.x, Linux) that Runcible reads or sets; every other key is kept as it is. */
export const Spec = z.looseObject({
  ociVersion: z.string(),
  process: SpecProcess,
  root: z.looseObject({ path: z.string(), readonly: z.boolean().optional() }),
  hostname: z.string().optional(),
  mounts: z.array(SpecMount).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
  hooks: z.record(z.string(), z.array(z.unknown())).optional(),
  linux: SpecLinux.optional(),
})
export type Spec = z.infer<typeof Spec>

/** A config.json is at most this long; what is longer is no container's. */
const MAX_CONFIG_BYTES = 4 * 1024 * 1024

/**
 * Reads a config.json. Throws `not-found` where there is none, `permission-denied` where it may not be read, and
 * `invalid-input` with the place at fault where it is no OCI configuration.
 */
export async function readSpec(path: string): Promise<Spec> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error)
  })
  if (text.length > MAX_CONFIG_BYTES) throw notSpec(path, 'it is longer than 4 MiB')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw notSpec(path, (error as Error).message)
  }
  const parsed = Spec.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw notSpec(path, `${issue?.path.join('.') || 'the whole'}: ${issue?.message}`)
}

const notSpec = (path: string, said: string) =>
  new RuncibleError('invalid-input', `${path} is not an OCI configuration: ${said}`, {
    said,
    hint: '“runc spec” writes a valid one to start from.',
  })

function unreadable(path: string, error: NodeJS.ErrnoException): RuncibleError {
  if (error.code === 'ENOENT') return new RuncibleError('not-found', `there is no ${path}`)
  const code = error.code === 'EACCES' ? 'permission-denied' : 'invalid-input'
  return new RuncibleError(code, `${path} cannot be read: ${error.message}`, { cause: error })
}
