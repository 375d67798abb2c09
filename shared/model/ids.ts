import { z } from 'zod'

/** A string without the character that no argument, path or variable can hold. */
export const text = (max: number) =>
  z
    .string()
    .max(max)
    .refine((value) => !value.includes('\0'), 'must not contain a NUL character')

/**
 * runc's rule for ids (`^[\w+.-]+$`, not `.` or `..`), bounded so that every path made of it fits; none that a program would
 * take for an option.
 */
export const ContainerId = z
  .string()
  .min(1, 'a container needs a name')
  .max(100, 'at most 100 characters')
  .regex(/^[\w+.-]+$/, 'only letters, digits and _ + . - (runc’s rule)')
  .refine((id) => id !== '.' && id !== '..', 'must not be . or ..')
  .refine((id) => !id.startsWith('-'), 'must not begin with a dash')

/** A named runtime root, `<root>/<namespace>`, as containerd has them. */
export const Namespace = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_.-]{0,30}$/,
    'lower-case letters, digits and _ . - only, at most 31 characters',
  )

/** An id that Runcible itself gave: execs, checkpoints, debug sessions. */
export const GivenId = z.string().regex(/^[a-z0-9-]{1,64}$/)

/** An absolute path on the host. */
export const HostPath = text(4096).refine(
  (path) => path.startsWith('/'),
  'must be an absolute path',
)

/** Wall-clock time, ISO 8601 in UTC. */
export const Time = z.iso.datetime()

export const ContainerRef = z.object({ namespace: Namespace, id: ContainerId })
export type ContainerRef = z.infer<typeof ContainerRef>

/** A runtime root that is not ours, by the name that the engine gave it: no namespace begins so. */
export const ForeignRoot = z.string().regex(/^@[0-9a-f]{8}$/, 'must name a runtime root of others')
/** A container that something else made. */
export const ForeignRef = z.object({ namespace: ForeignRoot, id: ContainerId })
/** One of ours or of others: what can be looked at, and worked in. */
export const SubjectRef = z.object({
  namespace: z.union([Namespace, ForeignRoot], { error: 'must be a namespace’s name' }),
  id: ContainerId,
})
export const isForeign = ({ namespace }: { namespace: string }) => namespace.startsWith('@')

export const ExecRef = SubjectRef.extend({ exec: GivenId })
export type ExecRef = z.infer<typeof ExecRef>

/** One string for a container, as a key of maps. */
export const keyOf = ({ namespace, id }: ContainerRef) => `${namespace}/${id}`
