import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { RuncibleError } from '../../../shared/errors.ts'
import type {
  Changes,
  ChangesQuery,
  CheckpointExport,
  CommitRequest,
  Committed,
  ContainerExport,
  Exported,
  ImageExport,
} from '../../../shared/model.ts'
import type { CallContext } from '../../../shared/server.ts'
import { layersOf } from '../bundle/own-overlay.ts'
import { unpacker } from '../bundle/subids.ts'
import { exportMoment } from '../checkpoint/archive/export.ts'
import { whileDiskLasts } from '../images/disk.ts'
import type { Images } from '../images/images.ts'
import { requirePrograms } from '../images/import.ts'
import { TAG } from '../images/settle.ts'
import type { EngineContext } from '../process/context.ts'
import type { Init } from '../process/init.ts'
import type { Manager } from '../process/manager.ts'
import { isMountPoint } from '../runtime/mounts.ts'
import { skopeoToArchive } from '../runtime/skopeo.ts'
import { writeBundle } from './bundle.ts'
import { type Committable, commitContainer, requireImage, writeCommitted } from './commit.ts'
import { compared, overlaid, overlaidApart } from './compare.ts'
import { Looks } from './look.ts'
import { Targets } from './target.ts'

/** What leaves a container or an image: seen as changes, made into an image, written to somewhere else. */
export class Outgoing {
  readonly #context: EngineContext
  readonly #manager: Manager
  readonly #images: Images
  readonly #targets: Targets
  readonly #looks = new Looks()

  constructor(context: EngineContext, manager: Manager, images: Images) {
    this.#context = context
    this.#manager = manager
    this.#images = images
    this.#targets = new Targets(context.layout.exports(), context.layout.folders.state)
  }

  /** Removes what an earlier engine was writing when it died. */
  load(): Promise<void> {
    return this.#targets.clear((text) => this.#context.journal.note('recover', null, text))
  }

  changes(query: ChangesQuery, { signal }: CallContext): Promise<Changes> {
    const init = this.#manager.get(query)
    const { createdAt } = init.meta
    const { shared } = requireImage(init.ref.id, init.meta.image)
    const walk = async () => {
      if (shared && !isMountPoint(init.meta.rootfs)) await init.files.mounted()
      const way: Changes['way'] = shared ? 'overlay' : 'compared'
      return { way, walk: await this.#committable(init).walk() }
    }
    return this.#looks.page(`${query.namespace}/${query.id} ${createdAt}`, query, walk, signal)
  }

  async commit(request: CommitRequest, { signal, progress }: CallContext): Promise<Committed> {
    const { images: store, programs } = this.#context
    const container = this.#committable(this.#manager.get(request))
    const { config, comment, name } = request
    const input = { store, programs, container, config, comment, name, signal, progress }
    const { notes, ...came } = await commitContainer(input)
    return { image: this.#images.came(came), notes }
  }

  async exportContainer(request: ContainerExport, call: CallContext): Promise<Exported> {
    const init = this.#manager.get(request)
    return request.form === 'bundle'
      ? this.#exportBundle(init, request.path, call)
      : this.#exportCommitted(init, request.path, call)
  }

  async exportImage({ image, path }: ImageExport, call: CallContext): Promise<Exported> {
    const { images } = this.#context
    const { names } = images.get(image).image
    const bytes = await images.inStaging((staging) =>
      this.#archive(path, images.dir(image), names[0], staging, call),
    )
    return { path, bytes, notes: [] }
  }

  /** A moment as one file; one that is stored as a difference becomes whole for it. */
  async exportCheckpoint(
    { checkpoint, path }: CheckpointExport,
    call: CallContext,
  ): Promise<Exported> {
    const context = this.#context
    const letGo = await context.storage.whole(checkpoint, call)
    try {
      return await this.#targets.put(path, (to) =>
        context.images.inStaging(async (staging) => ({
          path,
          ...(await exportMoment({ context, checkpoint, to, staging, ...call })),
        })),
      )
    } finally {
      letGo()
    }
  }

  async #exportCommitted(init: Init, path: string, call: CallContext): Promise<Exported> {
    const { images: store, programs } = this.#context
    const container = this.#committable(init)
    requirePrograms(programs)
    return store.inStaging(async (staging) => {
      let notes: string[] = []
      const bytes = await this.#archive(path, staging, init.ref.id, staging, call, async () => {
        const input = { store, programs, container, config: {}, comment: '', ...call }
        notes = await writeCommitted(input, staging)
      })
      return { path, bytes, notes }
    })
  }

  /** `name`: what it is called in the archive. Gives bytes. */
  #archive(
    path: string,
    layout: string,
    name: string | undefined,
    staging: string,
    { signal, progress }: CallContext,
    first: () => Promise<void> = async () => {},
  ): Promise<number> {
    if (path.includes(':')) throw colonIn(path)
    const { skopeo } = requirePrograms(this.#context.programs)
    return this.#targets.put(path, async (partial) => {
      await first()
      progress({ phase: 'writing the archive' })
      await whileDiskLasts(dirname(partial), signal, (signal) =>
        skopeoToArchive(layout, TAG, partial, name, { skopeo, temporary: staging, signal }),
      )
      return (await stat(partial)).size
    })
  }

  async #exportBundle(init: Init, path: string, call: CallContext): Promise<Exported> {
    const { signal, progress } = call
    return this.#targets.put(path, (partial) =>
      init.files.during('export', async (moving) => {
        const { spec, rootfs } = init.spec()
        if ((init.meta.image?.shared || init.meta.lower) && !isApart(init)) requireMounted(rootfs)
        const { state } = this.#context.layout.folders
        const { bytes, notes } = await whileDiskLasts(dirname(partial), signal, (signal) =>
          writeBundle({ spec, rootfs, state, to: partial, signal, progress }),
        )
        const flux = `It ran on while it was copied, because it could not be paused (${moving}).`
        return { path, bytes, notes: moving === null ? notes : [flux, ...notes] }
      }),
    )
  }

  #committable(init: Init): Committable {
    const { images } = this.#context
    const { id, shared } = requireImage(init.ref.id, init.meta.image)
    const { rootfs } = init.meta
    const base = images.rootfs(id)
    const upper = init.layout.upper()
    return {
      id: init.ref.id,
      base: images.get(id),
      from: shared ? upper : rootfs,
      walk: async () => {
        if (!shared) return compared({ copy: rootfs, base })
        if (isApart(init)) {
          const mapped = (await unpacker()) === 'mapped'
          return overlaidApart({ upper, base, at: rootfs, mapped })
        }
        requireMounted(rootfs)
        return overlaid({ upper, mounted: rootfs, base })
      },
      still: (work) => init.files.during('commit', work),
    }
  }
}

/** Are its files over its image's in its own namespaces alone, as an ordinary user's are? */
function isApart(init: Init): boolean {
  const { spec, rootfs } = init.spec()
  return layersOf(spec, rootfs).length > 1
}

/** What is not mounted would look as if all of the image had been removed. */
function requireMounted(rootfs: string): void {
  if (isMountPoint(rootfs)) return
  throw new RuncibleError('unsupported', `${rootfs} is not mounted where the engine can look`, {
    hint: 'Something has unmounted it. Start the container again, which mounts it anew.',
  })
}

const colonIn = (path: string) =>
  new RuncibleError('invalid-input', `${path} has a colon in it, which ends a path for skopeo`, {
    field: 'path',
    hint: 'Choose a path without one.',
  })
