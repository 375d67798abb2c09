import { RuncibleError } from '../../../shared/errors.ts'
import type { InspectedMount } from '../../../shared/model.ts'
import type { Spec } from '../bundle/spec.ts'
import { treeOfNow } from '../checkpoint/compare/trees.ts'
import type { EngineContext } from '../process/context.ts'
import type { Init } from '../process/init.ts'
import { isAlive } from '../runtime/proc.ts'
import type { Base } from './base.ts'
import { isKernels, isServed, MountPlaces, mountId } from './mounts.ts'
import { toTold } from './names.ts'
import { Owners } from './owners.ts'
import { Pinned } from './pinned.ts'
import { inWords } from './refusals.ts'
import type { Spot } from './walk.ts'

type Context = Pick<EngineContext, 'checkpoints' | 'images' | 'layout'>

interface Parts {
  spec: Spec
  top: Pinned
  topMount: number
  /** its path on this machine */
  at: string
  /** null: it does not live, and nothing is mounted in it */
  mounts: MountPlaces | null
  owners: Owners
  base: Base | null
  /** why nothing at all can be written, as a clause */
  readOnly: string | null
  letGo(): void
}

/** The files of a container, held at their root folder until they are closed. */
export class ContainerGround {
  readonly top: Pinned
  readonly owners: Owners
  readonly base: Base | null
  readonly #parts: Parts

  private constructor(parts: Parts) {
    this.#parts = parts
    this.top = parts.top
    this.owners = parts.owners
    this.base = parts.base
  }

  /**
   * As its processes see them, where it lives: through its init's root, with all that is mounted in it, also while it is paused.
   * Otherwise its root filesystem. Throws what the kernel says, in words.
   */
  static async open(context: Context, init: Init): Promise<ContainerGround> {
    const pid = init.initLives ? init.meta.init : null
    const base = await openBase(context, init)
    try {
      const parts = await inWords('/', () => (pid ? living(init, pid) : resting(context, init)))
      return new ContainerGround({ ...parts, base, topMount: mountId(parts.top) })
    } catch (error) {
      await closeBase(base)
      throw error
    }
  }

  get lives(): boolean {
    return this.#parts.mounts !== null
  }

  /** A path inside, as people are told it, as it is on this machine: for them to read, not to go by. */
  outside(path: string): string {
    return this.#parts.at + path
  }

  /** The filesystem that is mounted at a real path, to be shown. */
  mounted(path: string): string | null {
    return this.#parts.mounts?.at(path)?.type ?? null
  }

  /** Does it lie on the root filesystem itself? That alone has a base. */
  isOfRoot(node: Pinned): boolean {
    return !this.lives || mountId(node) === this.#parts.topMount
  }

  /** Does it lie on a filesystem of the kernel's own? */
  async isKernels(node: Pinned): Promise<boolean> {
    const mount = await this.#parts.mounts?.under(node)
    return mount ? isKernels(mount) : false
  }

  /** Why nothing can be written into a folder, as a clause; null: it can. */
  async whyNotWritable(folder: Pinned): Promise<string | null> {
    const { readOnly, spec, mounts } = this.#parts
    if (readOnly) return readOnly
    if (spec.root.readonly && this.isOfRoot(folder)) {
      return 'its root filesystem is read-only, by config.json'
    }
    const mount = await mounts?.under(folder)
    if (!mount) return null
    if (isKernels(mount)) return `${mount.at} is a filesystem of the kernel’s own (${mount.type})`
    return mount.options.includes('ro') ? `${mount.at} is mounted to be read only` : null
  }

  /** Throws `failed-precondition` where nothing can be written into a folder. */
  async requireWritable({ node, path }: Spot): Promise<void> {
    const why = await this.whyNotWritable(node)
    if (why === null) return
    throw new RuncibleError(
      'failed-precondition',
      `nothing can be written to ${toTold(path)}: ${why}`,
      { hint: 'Choose another folder.' },
    )
  }

  async close(): Promise<void> {
    await this.top.close()
    await closeBase(this.base)
    this.#parts.letGo()
  }
}

type Opened = Omit<Parts, 'base' | 'topMount'>

async function living(
  init: Init,
  { pid, startTime }: { pid: number; startTime: number },
): Promise<Opened> {
  const { spec } = init.spec()
  const at = `/proc/${pid}/root`
  const mounts = await MountPlaces.of(pid)
  const top = await Pinned.at(at, async (fd) => requireAnswering(await mounts.under({ fd }), spec))
  const owners = new Owners(spec, pid)
  // A pid comes round again: what was opened is its own only where it still lives.
  if (!isAlive(pid, startTime)) {
    await top.close()
    throw new RuncibleError('not-found', `container ${init.ref.id} has ended meanwhile`, {
      hint: 'Look again: then its root filesystem is shown.',
    })
  }
  return { spec, top, at, mounts, owners, readOnly: null, letGo: () => {} }
}

/** Throws `unsupported` for what a program inside serves, which may never answer even what it is. */
function requireAnswering(mount: InspectedMount | null, spec: Spec): void {
  if (mount && (!isServed(mount) || isAsked(mount, spec))) return
  const what = mount
    ? `${mount.at} is served by a program inside (${mount.type})`
    : 'what is mounted there is not known'
  throw new RuncibleError('unsupported', what, {
    hint: 'It may never answer, and the engine would wait for it. Look at it from within the container.',
  })
}

/** Is it what config.json asks to be mounted there? Then somebody here vouches for it. */
const isAsked = ({ at }: InspectedMount, { mounts }: Spec): boolean =>
  at === '/' || mounts?.some(({ destination }) => destination === at) === true

async function resting(context: Context, init: Init): Promise<Opened> {
  const { spec } = init.spec()
  const { meta } = init
  const overlaid = meta.image?.shared || meta.lower !== null
  if (overlaid && process.getuid?.() === 0) await init.files.mounted()
  const tree = await treeOfNow(context, init)
  try {
    const top = await Pinned.at(tree.path)
    const isView = tree.path !== meta.rootfs
    return {
      spec,
      top,
      at: tree.path,
      mounts: null,
      owners: new Owners(spec, null),
      readOnly: isView ? 'it is put together to be read only, while it does not run' : null,
      letGo: tree.close,
    }
  } catch (error) {
    tree.close()
    throw error
  }
}

/** null: its root filesystem is a folder of its own, or what it was made of cannot be looked at. */
async function openBase({ images }: Context, { meta, layout }: Init): Promise<Base | null> {
  const path = meta.image ? images.rootfs(meta.image.id) : meta.lower
  if (path === null) return null
  const told = meta.image ? 'its image' : path
  try {
    const top = await Pinned.at(path)
    const shared = meta.image ? meta.image.shared : true
    return { told, top, upper: shared ? await openUpper(layout.upper(), top) : null }
  } catch {
    return null
  }
}

async function openUpper(path: string, top: Pinned): Promise<Pinned> {
  try {
    return await Pinned.at(path)
  } catch (error) {
    await top.close()
    throw error
  }
}

async function closeBase(base: Base | null): Promise<void> {
  await Promise.all([base?.top.close(), base?.upper?.close()])
}
