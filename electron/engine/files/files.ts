import type { CallName } from '../../../shared/contract.ts'
import { fromWireError, toWireError } from '../../../shared/errors.ts'
import type { ContainerRef, DownloadOpen, UploadOpen } from '../../../shared/model.ts'
import type { CallHandlers, Sink, StreamOpeners, StreamSource } from '../../../shared/server.ts'
import type { EngineContext } from '../process/context.ts'
import type { Manager } from '../process/manager.ts'
import { type Argv, recordItself } from '../runtime/run.ts'
import { makeFolder, removeFile, renameFile } from './change.ts'
import { download, Pace } from './download.ts'
import { ContainerGround } from './ground.ts'
import { LeftUploads } from './left-uploads.ts'
import { listFolder } from './list.ts'
import { compareWithBase, readPart } from './read.ts'
import { Upload } from './upload.ts'
import { UploadStream } from './upload-stream.ts'
import { joined } from './walk.ts'

type FileCalls = Pick<CallHandlers, Extract<CallName, `files.${string}`>>
type FileStreams = Pick<StreamOpeners, 'download' | 'upload'>

/** Containers' files: looked at, taken out, brought in. What changes something is written into the journal. */
export class Files {
  readonly #context: EngineContext
  readonly #manager: Manager
  readonly #left: LeftUploads

  constructor(context: EngineContext, manager: Manager) {
    this.#context = context
    this.#manager = manager
    this.#left = new LeftUploads(context.layout.uploads())
  }

  /** Removes what an earlier engine was in the middle of. */
  load(): Promise<void> {
    return this.#left.clear(
      async (ref) => (this.#isThere(ref) ? this.#open(ref) : null),
      (ref, text) => this.#context.journal.note('recover', ref, text),
    )
  }

  readonly calls: FileCalls = {
    'files.list': (query, { signal }) =>
      this.#on(query, (files) => listFolder(files, query, signal)),
    'files.read': (query) => this.#on(query, (files) => readPart(files, query)),
    'files.compare': ({ path, ...ref }) => this.#on(ref, (files) => compareWithBase(files, path)),
    'files.makeFolder': (request) =>
      this.#change('make folder', request, async (files) => {
        await makeFolder(files, request)
        return ['mkdir', files.outside(pathOf(request))]
      }),
    'files.rename': (request) =>
      this.#change('rename file', request, async (files) => {
        await renameFile(files, request)
        const to = pathOf({ ...request, name: request.to })
        return ['mv', '-nT', files.outside(pathOf(request)), files.outside(to)]
      }),
    'files.delete': (request, { signal }) =>
      this.#change('delete file', request, async (files) => {
        await removeFile(files, request, signal)
        return ['rm', '-r', files.outside(pathOf(request))]
      }),
  }

  readonly streams: FileStreams = {
    download: (wanted, sink) => this.#download(wanted, sink),
    upload: (wanted, sink) => this.#upload(wanted, sink),
  }

  #download(wanted: DownloadOpen, sink: Sink<'download'>): StreamSource<'download'> {
    const abort = new AbortController()
    const pace = new Pace(abort.signal)
    const send = (item: Parameters<typeof sink.send>[0]) => sink.send(item)
    void this.#on(wanted, (files) => download(files, wanted, pace, send, abort.signal)).then(
      () => sink.close(),
      (error) => sink.close(fromWireError(toWireError(error))),
    )
    return { receive: ({ offset }) => pace.ack(offset), closed: () => abort.abort() }
  }

  #upload(wanted: UploadOpen, sink: Sink<'upload'>): StreamSource<'upload'> {
    const { namespace, id, name } = wanted
    const begun = this.#open(wanted).then((files) => Upload.begin(files, this.#left, wanted))
    const stream = new UploadStream(name, begun, sink)
    const record = async () => {
      const began = performance.now()
      await stream.ended
      recordItself(['cp', name, `${id}:${pathOf(wanted)}`], began)
    }
    void this.#context.journal.record('upload', { namespace, id }, record).then(
      () => {
        sink.send({ kind: 'done' })
        sink.close()
      },
      (error) => sink.close(fromWireError(toWireError(error))),
    )
    return stream
  }

  async #on<T>(ref: ContainerRef, work: (files: ContainerGround) => Promise<T>): Promise<T> {
    const files = await this.#open(ref)
    try {
      return await work(files)
    } finally {
      await files.close()
    }
  }

  /** `work` gives what somebody would type to do the same. */
  async #change(
    action: string,
    { namespace, id }: ContainerRef,
    work: (files: ContainerGround) => Promise<Argv>,
  ): Promise<Record<string, never>> {
    const ref = { namespace, id }
    await this.#context.journal.record(action, ref, async () => {
      const began = performance.now()
      recordItself(await this.#on(ref, work), began)
    })
    return {}
  }

  /** Throws `not-found`, and what the kernel says, in words. */
  async #open(ref: ContainerRef): Promise<ContainerGround> {
    return ContainerGround.open(this.#context, this.#manager.get(ref))
  }

  #isThere(ref: ContainerRef): boolean {
    return this.#manager
      .list()
      .some(({ namespace, id }) => namespace === ref.namespace && id === ref.id)
  }
}

const pathOf = ({ folder, name }: { folder: string; name: string }) => joined(folder, name)
