import { ACK_EVERY, SendWindow } from '../../../shared/flow.ts'
import type { TerminalSize } from '../../../shared/model.ts'
import type { Sink, StreamSource } from '../../../shared/server.ts'
import type { Recorder } from './recorder.ts'

/** What follows output that was sent at once is gathered for this long. */
const BATCH_MS = 8
/** Bytes of one `data`. */
const CHUNK = 64 * 1024
/** A viewer that is stopped is asked again for its ack this often: a lost one must not stop it for ever. */
const PROBE_MS = 1000

interface Input {
  write(bytes: Uint8Array): void
  resize(size: TerminalSize): void
}

interface Viewer {
  sink: Sink<'console'>
  /** null until its snapshot is sent */
  window: SendWindow | null
  probe: NodeJS.Timeout | null
  ended: boolean
}

/**
 * Everybody who looks at one console. Each reads the recorder's ring at its own pace within its window; one that lags
 * further than the ring reaches gets a new snapshot. The first output after a quiet moment goes at once.
 */
export class Viewers {
  readonly #recorder: Recorder
  readonly #input: Input
  readonly #viewers = new Set<Viewer>()
  #batch: NodeJS.Timeout | null = null
  #dirty = false
  #ended = false

  constructor(recorder: Recorder, input: Input) {
    this.#recorder = recorder
    this.#input = input
  }

  /** offset of the oldest byte that a viewer still waits for; null where nobody waits */
  get wanted(): number | null {
    const sent = [...this.#viewers].flatMap(({ window }) => (window ? [window.sent] : []))
    return sent.length > 0 ? Math.min(...sent) : null
  }

  view(sink: Sink<'console'>): StreamSource<'console'> {
    const viewer: Viewer = { sink, window: null, probe: null, ended: false }
    this.#viewers.add(viewer)
    void this.#begin(viewer)
    return {
      receive: (item) => {
        if (item.kind === 'input') this.#input.write(item.bytes)
        else if (item.kind === 'resize') this.#input.resize(item.size)
        else {
          viewer.window?.ack(item.offset)
          this.#pump(viewer)
        }
      },
      closed: () => this.#forget(viewer),
    }
  }

  /** New bytes are in the recorder. */
  output(): void {
    if (this.#batch) {
      this.#dirty = true
      return
    }
    this.#flush()
    this.#batch = setTimeout(() => {
      this.#batch = null
      if (this.#dirty) this.output()
    }, BATCH_MS)
    this.#batch.unref()
  }

  resized(size: TerminalSize): void {
    for (const { sink, window } of this.#viewers) if (window) sink.send({ kind: 'resized', size })
  }

  /** Nothing more will come: whoever has seen all is told so. */
  end(): void {
    this.#ended = true
    this.#flush()
  }

  close(): void {
    if (this.#batch) clearTimeout(this.#batch)
    for (const viewer of [...this.#viewers]) {
      this.#forget(viewer)
      viewer.sink.close()
    }
  }

  async #begin(viewer: Viewer): Promise<void> {
    const { offset, size, bytes } = await this.#recorder.snapshot()
    if (!this.#viewers.has(viewer)) return
    viewer.window = new SendWindow(offset)
    viewer.sink.send({ kind: 'snapshot', offset, size, bytes })
    this.#pump(viewer)
  }

  #flush(): void {
    this.#dirty = false
    for (const viewer of this.#viewers) this.#pump(viewer)
  }

  #pump(viewer: Viewer): void {
    const { window, sink } = viewer
    if (!window || viewer.ended) return
    if (window.sent < this.#recorder.start) {
      viewer.window = null
      void this.#begin(viewer)
      return
    }
    while (window.room > 0) {
      const piece = this.#recorder.read(window.sent, Math.min(window.room, CHUNK))
      if (!piece) break
      window.send(piece.bytes.length)
      sink.send({ kind: 'data', ...piece })
    }
    if (this.#ended && window.sent === this.#recorder.end) {
      viewer.ended = true
      sink.send({ kind: 'ended' })
    }
    this.#watchAcks(viewer, window)
  }

  /** Acks come every ACK_EVERY bytes; where one is lost, data of no bytes asks for it. */
  #watchAcks(viewer: Viewer, window: SendWindow): void {
    if (viewer.probe || window.unacked < ACK_EVERY || !window.stopped) return
    viewer.probe = setTimeout(() => {
      viewer.probe = null
      if (!window.stopped || viewer.window !== window) return
      viewer.sink.send({
        kind: 'data',
        offset: window.sent,
        source: 'stdout',
        bytes: new Uint8Array(0),
      })
      this.#watchAcks(viewer, window)
    }, PROBE_MS)
    viewer.probe.unref()
  }

  #forget(viewer: Viewer): void {
    if (viewer.probe) clearTimeout(viewer.probe)
    this.#viewers.delete(viewer)
  }
}
