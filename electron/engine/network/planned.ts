import { existsSync } from 'node:fs'
import type { CreateRequest, Network } from '../../../shared/model.ts'
import { resolveInside } from '../bundle/inside.ts'
import type { Spec } from '../bundle/spec.ts'
import { withOwnStandIns } from '../bundle/stand-ins.ts'
import type { ContainerLayout } from '../paths.ts'
import { withNetworkFiles, withOwnNetworkFiles } from './files.ts'

/** What a config.json says of the network: none of its own, a new one, or one to join. */
export function namespaceOf(spec: Spec): 'host' | 'own' | 'joined' {
  const found = spec.linux?.namespaces?.find(({ type }) => type === 'network')
  if (!found) return 'host'
  return found.path ? 'joined' : 'own'
}

/**
 * The network of a container that has `spec`: what was chosen for it as far as that config.json can be so, which a restore
 * takes from the checkpoint.
 */
export function networkWith(spec: Spec, chosen: Network | null | undefined): Network {
  const namespace = namespaceOf(spec)
  if (namespace === 'host') return { kind: 'host' }
  const joins = chosen?.kind === 'container'
  if (!chosen || chosen.kind === 'host' || joins !== (namespace === 'joined'))
    return { kind: 'own' }
  return chosen
}

/**
 * A config.json with the files of its network. A checkpoint's has those that it had; a bundle's has them where its network was
 * chosen; one without a way to anybody needs none.
 */
export async function withFilesOf(
  spec: Spec,
  { source, network }: CreateRequest,
  layout: ContainerLayout,
  ownsRootfs: boolean,
): Promise<Spec> {
  if (source.kind === 'checkpoint')
    return withOwnStandIns(withOwnNetworkFiles(spec, layout), layout)
  if (!network || network.kind === 'own') return spec
  // In a folder of the user's nothing is made, unless it was asked for what needs it.
  const mayMake = ownsRootfs || network.kind !== 'host'
  const there = mayMake ? [] : await filesThere(spec.root.path)
  return withNetworkFiles(spec, layout.dir, (path) => mayMake || there.includes(path))
}

async function filesThere(rootfs: string): Promise<string[]> {
  const paths = ['/etc/resolv.conf', '/etc/hosts', '/etc/hostname']
  const found = await Promise.all(
    paths.map(async (path) => existsSync(await resolveInside(rootfs, path))),
  )
  return paths.filter((_, index) => found[index])
}
