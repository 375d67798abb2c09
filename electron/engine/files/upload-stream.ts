import { RuncibleError } from '../../../shared/errors.ts'
import { HIGH_WATER } from '../../../shared/flow.ts'
import type { UploadUp } from '../../../shared/model.ts'
import type { Sink, StreamSource } from '../../../shared/server.ts'
import type { Upload } from './upload.ts'

/** An upload as it comes: written piece after piece; whoever sends knows by `ack` how far that is. */
export class UploadStream implements StreamSource<'upload'> {
  /** Resolves once it lies in its place. Throws in words what went wrong; then nothing of it is left. */
  readonly ended: Promise<void>
  readonly #name: string
  readonly #begun: Promise<Upload>
  readonly #sink: Sink<'upload'>
  #end: (error?: unknown) => void = () => {}
  #turn: Promise<void> = Promise.resolve()
  #over = false
  #waiting = 0

  constructor(name: string, begun: Promise<Upload>, sink: Sink<'upload'>) {
    this.#name = name
    this.#begun = begun
    this.#sink = sink
    this.ended = new Promise<void>((resolve, reject) => {
      this.#end = (error) => (error === undefined ? resolve() : reject(error))
    })
    this.#next(async (upload) => this.#written(upload, 0))
  }

  receive({ bytes }: UploadUp): void {
    this.#waiting += bytes.length
    if (this.#waiting > HIGH_WATER) throw tooFast()
    this.#next(async (upload) => {
      const offset = await upload.write(bytes)
      this.#waiting -= bytes.length
      await this.#written(upload, offset)
    })
  }

  closed(): void {
    this.#next(() => {
      throw new RuncibleError('cancelled', `the upload of ${this.#name} was cancelled`)
    })
  }

  /** After what came before. What fails is the last. */
  #next(work: (upload: Upload) => Promise<void>): void {
    this.#turn = this.#turn.then(async () => {
      if (this.#over) return
      try {
        await work(await this.#begun)
      } catch (error) {
        this.#over = true
        await this.#begun.then(
          (upload) => upload.close(),
          () => {},
        )
        this.#end(error)
      }
    })
  }

  async #written(upload: Upload, offset: number): Promise<void> {
    this.#sink.send({ kind: 'ack', offset })
    if (!upload.complete) return
    this.#over = true
    await upload.finish()
    this.#end()
  }
}

const tooFast = () =>
  new RuncibleError('invalid-input', 'more was sent than can be written meanwhile')
