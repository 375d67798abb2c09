import { sshCommand } from '../../../electron/hosts/ssh.ts'
import { headless } from '../../support/headless.ts'
import { entryFor, sshd } from '../../support/over-ssh.ts'
import { withoutSshd } from '../../support/ssh-server.ts'
import type { TransportKind } from '../transport.ts'
import { pipes } from './piped.ts'

/** The same behind a real sshd on loopback, by the command line that the program itself uses. */
export const ssh: TransportKind = {
  ...pipes('a real ssh', (folders) =>
    sshCommand(entryFor('contract', headless(folders, '--stdio')), sshd().client()),
  ),
  skip: withoutSshd,
}
