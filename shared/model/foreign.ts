import { z } from 'zod'
import { Exec } from './container.ts'
import { ForeignRef, HostPath, Time } from './ids.ts'

/** Who makes containers beside us; `hand`: nobody has left a sign of being anything else than runc at a terminal. */
export const FOREIGN_OWNERS = ['podman', 'docker', 'kubernetes', 'containerd', 'hand'] as const
export type ForeignOwner = (typeof FOREIGN_OWNERS)[number]

/** A container that something else made, out of the files of its runtime and of the kernel. */
export const ForeignContainer = ForeignRef.extend({
  owner: z.enum(FOREIGN_OWNERS),
  /** what its owner calls it; null: nothing but the id is known */
  name: z.string().nullable(),
  runtime: z.enum(['runc', 'crun']),
  /** what its runtime is given as --root */
  runtimeRoot: HostPath,
  state: z.enum(['created', 'running', 'paused', 'stopped']),
  /** the init's, while there is one */
  pid: z.number().int().positive().nullable(),
  /** null: its runtime does not say so in a form that is known */
  createdAt: Time.nullable(),
  bundle: z.string(),
  rootfs: z.string(),
  /** its config.json's; [] where that cannot be read */
  args: z.array(z.string()),
  /** why it can be looked at alone; null where more can be done */
  lookOnly: z.string().nullable(),
  /** what was begun in it from here */
  execs: z.array(Exec),
})
export type ForeignContainer = z.infer<typeof ForeignContainer>

/** A longer one is an id that a program gave. */
const HEX = /^[0-9a-f]{32,}$/
const SHORT = 12

/** What its owner calls it, or its id as it is told in short. */
export const foreignName = ({ name, id }: Pick<ForeignContainer, 'name' | 'id'>): string =>
  name ?? (HEX.test(id) ? id.slice(0, SHORT) : id)

/** What lies in a runtime root and could not be understood, and why. */
export const Unreadable = z.object({ path: z.string(), why: z.string() })
export type Unreadable = z.infer<typeof Unreadable>
