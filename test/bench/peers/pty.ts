import { join } from 'node:path'
import type { Client } from '../../../shared/client.ts'
import { connect, serving } from '../host.ts'
import type { Workplace } from '../workplace.ts'
import { sweep } from './runc.ts'

/**
 * `runc run` under a bare node-pty, in a process of its own; its bytes cross the same transport to the same client.
 * `bundles` holds a bundle for each container, named by its id.
 */
export async function startPtyPeer(place: Workplace, bundles: string): Promise<Client> {
  const root = place.folder('pty', 'root')
  place.atEnd(() => sweep(root))
  const script = join(import.meta.dirname, 'pty-host.mjs')
  const host = await serving(place, [script, root, bundles], join(place.folder('pty'), 'host.log'))
  const client = await connect(host.url)
  place.atEnd(() => client.close())
  return client
}
