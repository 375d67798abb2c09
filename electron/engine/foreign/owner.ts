import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import type { ForeignOwner } from '../../../shared/model.ts'
import { OthersFile } from './others-file.ts'
import { namespaceIn } from './roots.ts'
import type { WrittenState } from './state.ts'

/** Podman has some 600 bytes for each of its containers there. */
const MOST_NAMES = 8 * 2 ** 20
/** A longer name would be none. */
const MOST_CHARACTERS = 100
const DOCKER = '/var/lib/docker/containers'

type Signs = Pick<WrittenState, 'annotations' | 'bundle'>

/** Who made a container, by the signs that each leaves in its annotations, its bundle's path, or its runtime root. */
export function ownerOf({ annotations, bundle }: Signs, root: string): ForeignOwner {
  const manager = annotations['io.container.manager']
  const has = (start: string) => Object.keys(annotations).some((key) => key.startsWith(start))
  // Podman leaves some of CRI-O's, too.
  if (manager === 'libpod' || has('io.podman.')) return 'podman'
  if (manager === 'cri-o' || has('io.kubernetes.cri.') || has('io.kubernetes.pod.')) {
    return 'kubernetes'
  }
  const namespace = namespaceIn(root)
  if (namespace === 'moby' || /\/io\.containerd\.runtime\.[^/]+\/moby\//.test(bundle)) {
    return 'docker'
  }
  return bundle.includes('/io.containerd.runtime.') ? 'containerd' : 'hand'
}

/** What owners call their containers where that is not in the state: podman and docker have files of their own for it. */
export class Names {
  readonly #podman = new Map<string, OthersFile<ReadonlyMap<string, string>>>()

  /** null: it has no name but its id, or that cannot be read. */
  async of(id: string, signs: Signs, owner: ForeignOwner): Promise<string | null> {
    const name = await this.#of(id, signs, owner).catch(() => undefined)
    return name ? shown(name) || null : null
  }

  async #of(id: string, { annotations: of, bundle }: Signs, owner: ForeignOwner) {
    switch (owner) {
      case 'podman':
        return (await this.#podmans(bundle)).get(id)
      case 'docker':
        return dockerName(id)
      case 'kubernetes': {
        const pod = of['io.kubernetes.cri.sandbox-name'] ?? of['io.kubernetes.pod.name']
        const own = of['io.kubernetes.cri.container-name'] ?? of['io.kubernetes.container.name']
        return [pod, own].filter(Boolean).join('/')
      }
      default:
        return of['nerdctl/name']
    }
  }

  /** `…/overlay-containers/ID/userdata` is a bundle of its; the names of all lie beside. */
  #podmans(bundle: string): Promise<ReadonlyMap<string, string>> {
    const path = join(dirname(dirname(bundle)), 'containers.json')
    const known = this.#podman.get(path) ?? new OthersFile(path, MOST_NAMES, podmanNames)
    this.#podman.set(path, known)
    return known.read().then(({ value }) => value)
  }
}

const PodmanContainers = z.array(z.object({ id: z.string(), names: z.array(z.string()).nullish() }))

const podmanNames = (text: string) =>
  new Map(
    PodmanContainers.parse(JSON.parse(text)).flatMap(({ id, names }) =>
      names?.[0] ? [[id, names[0]] as const] : [],
    ),
  )

const DockerContainer = z.object({ Name: z.string() })

async function dockerName(id: string): Promise<string> {
  const file = new OthersFile(join(DOCKER, basename(id), 'config.v2.json'), MOST_NAMES, (text) =>
    DockerContainer.parse(JSON.parse(text)),
  )
  const { value } = await file.read()
  return value.Name.replace(/^\//, '')
}

/** As text that turns no direction and fits a row. */
const shown = (name: string) =>
  [...name.replace(/[\p{Cc}\p{Cf}]/gu, '')].slice(0, MOST_CHARACTERS).join('').trim()
