import { RuncibleError, toWireError } from '../../../shared/errors.ts'
import type {
  CheckpointComparison,
  CheckpointInside,
  CompareFileQuery,
  CompareQuery,
  FileComparison,
} from '../../../shared/model.ts'
import type { EngineContext } from '../process/context.ts'
import type { Init } from '../process/init.ts'
import type { Manager } from '../process/manager.ts'
import { decodeImages } from '../runtime/crit.ts'
import { fileText } from './compare/file-text.ts'
import { compareTrees } from './compare/files.ts'
import { compareRunning } from './compare/running.ts'
import { type Tree, treeOfMoment, treeOfNow } from './compare/trees.ts'
import { Decoded } from './inside/decoded.ts'
import { insideOf } from './inside/inside.ts'
import { insideNow } from './inside/now.ts'
// The program that uses pycriu, as text: the engine is one file.
import readImages from './inside/read_images.py?raw'

/** Most folders whose pages a moment builds on. */
const MOST_PARENTS = 100

/** Looks into moments without restoring them, and at what differs between them. */
export class MomentLooks {
  readonly #context: EngineContext
  readonly #manager: Manager

  constructor(context: EngineContext, manager: Manager) {
    this.#context = context
    this.#manager = manager
  }

  /** Throws `unavailable` without pycriu, `not-found`, and what the images give rise to. */
  async inside(checkpoint: string, signal?: AbortSignal): Promise<CheckpointInside> {
    const folders = this.#imageFolders(checkpoint)
    const python = this.#context.programs.pycriu ?? missing()
    const decoded = Decoded.safeParse(await decodeImages(python, readImages, folders, signal))
    if (decoded.success) return insideOf(decoded.data)
    throw new RuncibleError('runtime-failed', 'the images hold what CRIU does not write', {
      hint: 'They may be damaged.',
      said: decoded.error.issues[0]?.path.join('.') ?? '',
      cause: decoded.error,
    })
  }

  async compare(query: CompareQuery, signal?: AbortSignal): Promise<CheckpointComparison> {
    const [was, is] = await Promise.all([
      this.inside(query.checkpoint, signal),
      query.with === null ? this.#insideNow(query, signal) : this.inside(query.with, signal),
    ])
    const running = compareRunning(was, is)
    const files = await this.#withTrees(query, (then, now) =>
      compareTrees(then, now, signal),
    ).catch((error: unknown) => ({ rootfs: null, notes: [whyNoFiles(error)] }))
    signal?.throwIfAborted()
    return { ...running, rootfs: files.rootfs, notes: [...running.notes, ...files.notes] }
  }

  compareFile({ path, ...query }: CompareFileQuery): Promise<FileComparison> {
    return this.#withTrees(query, async (was, is) => ({
      was: fileText(was.path, path),
      is: fileText(is.path, path),
    }))
  }

  async #withTrees<T>(query: CompareQuery, work: (was: Tree, is: Tree) => Promise<T>): Promise<T> {
    const was = await treeOfMoment(this.#context, query.checkpoint)
    try {
      const is = await (query.with === null
        ? treeOfNow(this.#context, this.#now(query))
        : treeOfMoment(this.#context, query.with))
      return await work(was, is).finally(() => is.close())
    } finally {
      was.close()
    }
  }

  async #insideNow(query: CompareQuery, signal?: AbortSignal): Promise<CheckpointInside> {
    const init = this.#now(query)
    if (init.initLives) return insideNow(await init.members.inSight(), signal)
    return { ...(await insideNow([])), notes: ['Nothing runs in it now.'] }
  }

  #now({ checkpoint }: CompareQuery): Init {
    return this.#manager.get(this.#context.checkpoints.get(checkpoint).container)
  }

  /** Its own, and those whose pages it builds on, which the links in them are not asked for. */
  #imageFolders(checkpoint: string): string[] {
    const folders: string[] = []
    let next: string | undefined = checkpoint
    while (next !== undefined && folders.length < MOST_PARENTS) {
      const { imagePath, options } = this.#context.checkpoints.get(next)
      folders.push(imagePath)
      next = options.parent
    }
    return folders
  }
}

function missing(): never {
  throw new RuncibleError('unavailable', 'pycriu, which reads CRIU’s images, is not installed', {
    hint: 'npm start -- --yes brings it. Where Debian’s package python3-pycriu is at hand, install that.',
  })
}

function whyNoFiles(error: unknown): string {
  const { message, hint } = toWireError(error)
  return hint
    ? `The files are not compared: ${message}. ${hint}`
    : `The files are not compared: ${message}.`
}
