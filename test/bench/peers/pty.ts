import { join } from 'node:path'
import type { Client } from '../../../shared/client.ts'
import { connect, serving } from '../host.ts'
import type { Workplace } from '../workplace.ts'
import { THE_CONTAINER } from './pty-server.ts'
import { sweep } from './runc.ts'

/**
 * `runc run` under a bare node-pty, in a process of its own; its bytes cross the same transport to the same client.
 * `bundles` holds a bundle for each container, named by its id.
 */
export function startPtyPeer(place: Workplace, bundles: string): Promise<Client> {
  const root = place.folder('pty', 'root')
  place.atEnd(() => sweep(root))
  const bundle = join(bundles, THE_CONTAINER)
  return startPtys(place, 'pty', ['runc', '--root', root, 'run', '--bundle', bundle, THE_CONTAINER])
}

/** Any program under a bare node-pty, once for each console that is opened. `name`: of a folder for its log. */
export async function startPtys(
  place: Workplace,
  name: string,
  argv: readonly string[],
  env: Record<string, string> = {},
): Promise<Client> {
  const script = join(import.meta.dirname, 'pty-host.mjs')
  const host = await serving(place, [script, ...argv], join(place.folder(name), 'host.log'), env)
  const client = await connect(host.url)
  place.atEnd(() => client.close())
  return client
}
