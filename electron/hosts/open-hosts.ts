import { join } from 'node:path'
import type { Channel } from '../../shared/wire.ts'
import type { Folders } from '../engine/paths.ts'
import { HostRegister } from './register.ts'
import { rootHost } from './root.ts'
import { INSTALLED } from './root-engine.ts'
import { sshHost } from './ssh.ts'

export interface HostsOptions {
  folders: Folders
  /** Runcible's own version: every engine must be of the same */
  version: string
  /** folders that may hold the engine to run as root, the first sound one is taken; absent: where it is installed by hand */
  rootEngines?: readonly string[]
  /** serves a page that wants the engine of this process, or the one that it joined */
  own(channel: Channel): void
}

/** The hosts that a process with a window offers: its own engine, root's where it is not root itself, and ssh's. */
export const openHosts = ({
  folders,
  version,
  rootEngines = [INSTALLED],
  own,
}: HostsOptions): Promise<HostRegister> =>
  HostRegister.open({
    own,
    ownLabel: process.getuid?.() === 0 ? 'this machine, as root' : 'this machine, as me',
    root: rootHost({ version, folders: rootEngines }),
    ssh: (entry) => sshHost(entry, { version }),
    file: join(folders.state, 'hosts.json'),
    inUse: join(folders.state, 'hosts-in-use.json'),
  })
