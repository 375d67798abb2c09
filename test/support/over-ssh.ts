import { inject } from 'vitest'
import { which } from '../../electron/engine/runtime/which.ts'
import type { SshEntry } from '../../shared/ssh-entry.ts'
import { SshAddress } from './ssh-server.ts'

const nsenter = await which('nsenter')

/** Arguments as a shell reads them. */
export const quoted = (argv: readonly string[]) =>
  argv.map((part) => `'${part.replaceAll("'", "'\\''")}'`).join(' ')

/** The sshd of the whole run, where RUNCIBLE_TEST_HOST is ssh. */
export const sshd = () => new SshAddress(inject('sshd'))

/**
 * The entry under which sshd runs `argv`, with the search path of this process. sshd sees a passwd of its own; what it starts is
 * put back among the mounts of this process, where the tests look.
 */
export function entryFor(name: string, argv: readonly string[]): SshEntry {
  const server = sshd()
  const here = [nsenter ?? 'nsenter', `--mount=/proc/${process.pid}/ns/mnt`]
  const path = `export PATH='${process.env.PATH}'`
  return server.entry({
    command: server.program(name, `${path}\nexec ${quoted([...here, ...argv])} "$@"`),
  })
}
