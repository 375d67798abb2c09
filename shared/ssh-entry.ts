import { z } from 'zod'
import { GivenId, HostPath } from './model.ts'

/** A name, an address, or an alias out of ~/.ssh/config. Never what ssh would take for an option. */
const HostName = z
  .string()
  .max(253)
  .regex(
    /^([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+(%[A-Za-z0-9._-]+)?)$/,
    'a host name or an address',
  )

const UserName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_.-]{0,31}$/, 'letters, digits and _ . - only, at most 32 characters')

/** Where the engine is there, as the shell over there is told: a name or a path, so no word that means more to a shell. */
const RemoteCommand = z
  .string()
  .max(1024)
  .regex(/^[A-Za-z0-9_/~.][A-Za-z0-9_/.+-]*$/, 'a program’s name or path, without blanks')

/** A machine that is reached by ssh, as somebody wrote it down. */
export const SshEntry = z.object({
  id: GivenId,
  host: HostName,
  /** absent: as ~/.ssh/config says, or the own name */
  user: UserName.optional(),
  port: z.number().int().min(1).max(65_535).optional(),
  /** a private key's file, absolute */
  identityFile: HostPath.refine(
    (path) => !/[\n\r%]/.test(path),
    'must not contain % or a line feed',
  ).optional(),
  /** absent: `runcible-engine`, on the PATH there */
  command: RemoteCommand.optional(),
})
export type SshEntry = z.infer<typeof SshEntry>

/** `user@host`, as the header shows it and ssh takes it. */
export const destinationOf = ({ user, host }: SshEntry) => (user ? `${user}@${host}` : host)
