import type { ConsoleUp, ViewerRole } from '../../../shared/contract.ts'
import { RuncibleError } from '../../../shared/errors.ts'
import { SendWindow } from '../../../shared/flow.ts'
import type { TerminalSize } from '../../../shared/model.ts'
import type { Sink, StreamSource } from '../../../shared/server.ts'
import { Audience } from './audience.ts'
import { isTooFar, Pace } from './pace.ts'
import type { ConsoleSnapshot, Glimpse, Recorder } from './recorder.ts'

/** Output that is not sent at once is gathered for at most this long. */
const FRAME_MS = 8
/** A frame's output goes at once up to this cost, so that keystrokes' echoes never wait; the rest is gathered. */
const FRAME_BUDGET = 4096
/** What one message costs beside its bytes: a process that writes single bytes must not make a flood of messages. */
const MESSAGE_COST = 100
/** Bytes of one `data`; once that many are gathered they are sent. */
const CHUNK = 64 * 1024
/** A viewer that is stopped is asked again for its ack this often: a lost one must not stop it for ever. */
const PROBE_MS = 1000
/** One that has said nothing for so long is waited for no more: it gets a new snapshot when it is back. */
const PATIENCE_MS = 500
/** After this without a viewer the headless terminal is put away. */
const REST_MS = 30_000

/** What viewers do to the process. */
interface Controls {
  /** Throws RuncibleError where the process takes no more. */
  write(bytes: Uint8Array): void
  resize(size: TerminalSize): void
  /** Has the process wait with its output, or go on. */
  hold(on: boolean): void
}

interface Viewer {
  sink: Sink<'console'>
  /** null until its snapshot is sent */
  window: SendWindow | null
  probe: NodeJS.Timeout | null
  /** when it last acknowledged, or had nothing to, ms */
  heardAt: number
  /** the process has been made to wait for it */
  slow: boolean
  /** it was told that the process waits, and not yet that this is over */
  toldHeld: boolean
  ended: boolean
}

/**
 * Everybody who looks at one console. Each reads the recorder's ring at its own pace within its window; one that lags
 * further than the ring reaches gets a new snapshot, once its acks have caught up. The first output after a quiet
 * moment goes at once, only a flood is gathered.
 */
export class Viewers {
  readonly #recorder: Recorder
  readonly #controls: Controls
  readonly #viewers = new Set<Viewer>()
  readonly #audience = new Audience<Viewer>()
  readonly #pace: Pace
  #frame: NodeJS.Timeout | null = null
  #spent = 0
  /** bytes recorded and not offered to anybody yet */
  #gathered = 0
  #rest: NodeJS.Timeout | null = null
  #ended = false

  constructor(recorder: Recorder, controls: Controls) {
    this.#recorder = recorder
    this.#controls = controls
    this.#pace = new Pace({
      lag: () => this.#mostLag(),
      hold: (on) => controls.hold(on),
      changed: () => this.#tellHeld(),
    })
  }

  /** offset of the oldest byte that a viewer still waits for; null where nobody waits */
  get wanted(): number | null {
    let oldest: number | null = null
    for (const { window } of this.#viewers)
      if (window && (oldest === null || window.sent < oldest)) oldest = window.sent
    return oldest
  }

  view(sink: Sink<'console'>, as: ViewerRole = 'owner'): StreamSource<'console'> {
    const viewer: Viewer = {
      sink,
      window: null,
      probe: null,
      heardAt: 0,
      slow: false,
      toldHeld: false,
      ended: false,
    }
    this.#viewers.add(viewer)
    this.#audience.join(viewer, as)
    this.#tellViewers()
    if (this.#rest) clearTimeout(this.#rest)
    this.#begin(viewer)
    return {
      receive: (item) => this.#receive(viewer, item),
      closed: () => this.#forget(viewer),
    }
  }

  /** `length` new bytes are in the recorder. */
  output(length: number): void {
    if (this.#viewers.size === 0) return
    const quiet = this.#frame === null
    this.#gathered += length
    this.#spent += length + MESSAGE_COST
    if (quiet || this.#spent <= FRAME_BUDGET || this.#gathered >= CHUNK) this.#flush()
    if (quiet) this.#startFrame()
    this.#pace.balance()
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
    const all = [...this.#viewers]
    this.#viewers.clear()
    for (const { probe, sink } of all) {
      if (probe) clearTimeout(probe)
      sink.close()
    }
    for (const timer of [this.#frame, this.#rest]) if (timer) clearTimeout(timer)
    this.#pace.close()
  }

  #startFrame(): void {
    this.#frame = setTimeout(() => {
      this.#frame = null
      this.#spent = 0
      if (this.#gathered === 0) return
      this.#flush()
      this.#startFrame()
    }, FRAME_MS)
  }

  /** Sends a snapshot, and what follows it. What a process writes may trip the terminal: that ends the view alone. */
  #begin(viewer: Viewer): void {
    const glimpsed = ({ size, bytes }: Glimpse) => {
      if (this.#viewers.has(viewer)) viewer.sink.send({ kind: 'glimpse', size, bytes })
    }
    this.#recorder.snapshot(glimpsed).then(
      (snapshot) => this.#show(viewer, snapshot),
      (cause) =>
        this.#refuse(
          viewer,
          new RuncibleError('internal', 'the console’s text cannot be shown', {
            said: cause instanceof Error ? cause.message : String(cause),
            hint: 'The process runs on. Its log holds what it wrote.',
            cause,
          }),
        ),
    )
  }

  #show(viewer: Viewer, { offset, size, bytes }: ConsoleSnapshot): void {
    if (!this.#viewers.has(viewer)) return
    viewer.window = new SendWindow(offset)
    viewer.heardAt = performance.now()
    viewer.sink.send({ kind: 'snapshot', offset, size, bytes })
    const now = this.#recorder.size
    if (now.cols !== size.cols || now.rows !== size.rows)
      viewer.sink.send({ kind: 'resized', size: now })
    viewer.sink.send({ kind: 'viewers', viewers: this.#audience.seenBy(viewer) })
    // It may have begun or ended while the snapshot was made.
    if (viewer.toldHeld || this.#pace.heldForMs !== null) this.#tellHeldTo(viewer)
    this.#pump(viewer)
  }

  #receive(viewer: Viewer, item: ConsoleUp): void {
    if (item.kind === 'ack') this.#acknowledge(viewer, item.offset)
    else if (item.kind === 'input') this.#take(viewer, item.bytes)
    else {
      if (item.kind === 'resize') this.#audience.fits(viewer, item.size)
      else this.#audience.become(viewer, item.as)
      this.#audienceChanged()
    }
  }

  #audienceChanged(): void {
    const { size } = this.#audience
    if (size) this.#controls.resize(size)
    this.#tellViewers()
  }

  #tellViewers(): void {
    for (const viewer of this.#viewers) {
      if (!viewer.window || viewer.ended) continue
      viewer.sink.send({ kind: 'viewers', viewers: this.#audience.seenBy(viewer) })
    }
  }

  #tellHeld(): void {
    for (const viewer of this.#viewers) if (viewer.window && !viewer.ended) this.#tellHeldTo(viewer)
    if (this.#pace.heldForMs === null) for (const viewer of this.#viewers) viewer.slow = false
  }

  #tellHeldTo(viewer: Viewer): void {
    const forMs = this.#pace.heldForMs
    viewer.toldHeld = forMs !== null
    viewer.sink.send({ kind: 'held', forMs, byYou: viewer.slow })
  }

  #take(viewer: Viewer, bytes: Uint8Array): void {
    if (!this.#audience.isOwner(viewer)) {
      this.#refuse(
        viewer,
        new RuncibleError('failed-precondition', 'an observer of a console cannot type'),
      )
      return
    }
    if (this.#audience.typed(viewer)) this.#audienceChanged()
    try {
      this.#controls.write(bytes)
    } catch (error) {
      if (!(error instanceof RuncibleError)) throw error
      this.#refuse(viewer, error)
    }
  }

  #refuse(viewer: Viewer, error: RuncibleError): void {
    if (!this.#viewers.has(viewer)) return
    this.#forget(viewer)
    viewer.sink.close(error)
  }

  #acknowledge(viewer: Viewer, offset: number): void {
    const { window } = viewer
    if (!window) return
    viewer.heardAt = performance.now()
    const stopped = window.stopped
    window.ack(offset)
    if (stopped && !window.stopped) this.#pump(viewer)
    this.#pace.balance()
  }

  /** Bytes that the last of the owners who are heard of still waits for: nothing may be lost between them and the process. */
  #mostLag(): number {
    const since = performance.now() - PATIENCE_MS
    let most = 0
    for (const viewer of this.#viewers) {
      const { window, heardAt } = viewer
      if (!window || heardAt <= since || !this.#audience.isOwner(viewer)) continue
      const lag = this.#recorder.end - window.sent
      if (isTooFar(lag)) viewer.slow = true
      most = Math.max(most, lag)
    }
    return most
  }

  #flush(): void {
    this.#gathered = 0
    for (const viewer of this.#viewers) this.#pump(viewer)
  }

  #pump(viewer: Viewer): void {
    const { window, sink } = viewer
    if (!window || viewer.ended) return
    if (window.sent < this.#recorder.start && !window.stopped) {
      viewer.window = null
      this.#begin(viewer)
      return
    }
    if (window.unacked === 0) viewer.heardAt = performance.now()
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

  /** Asks a stopped viewer for its ack with data of no bytes, as long as none comes. */
  #watchAcks(viewer: Viewer, window: SendWindow): void {
    if (viewer.probe || !window.stopped) return
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
    if (!this.#viewers.delete(viewer)) return
    this.#audience.leave(viewer)
    this.#audienceChanged()
    if (this.#viewers.size > 0) return
    this.#gathered = 0
    this.#pace.balance()
    // A terminal that cannot be put away stays; the next viewer is told why.
    this.#rest = setTimeout(() => this.#recorder.rest().catch(() => {}), REST_MS)
    this.#rest.unref()
  }
}
