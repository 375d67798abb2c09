/**
 * Flow control of one console stream by cumulative byte offsets: pure arithmetic, no clocks, no transport. The sender
 * (engine) keeps a SendWindow per viewer, the viewer a ReceiveWindow per snapshot. Every ack stands for all before it,
 * so a lost one is made good by the next; where none would follow, the sender's probe asks for it again.
 */

/**
 * Bytes that may be under way, sent and not yet acknowledged, before the sender stops. VS Code's figures (100,000 and
 * 5,000) stop and go once a round trip and fell behind a flood; these keep up with nearly twice the bare pty.
 */
export const HIGH_WATER = 400_000
/** A stopped sender goes on once no more than this is under way. Not below ACK_EVERY, or it could wait for ever. */
export const LOW_WATER = 200_000
/** A viewer acknowledges whenever its terminal has parsed this many bytes more. */
export const ACK_EVERY = 5_000

/** The sender's side: how much may be sent to one viewer. */
export class SendWindow {
  #sent: number
  #acked: number
  #stopped = false

  /** `offset`: where the viewer's data begins, the offset of its snapshot. */
  constructor(offset: number) {
    this.#sent = offset
    this.#acked = offset
  }

  /** offset of the next byte to send */
  get sent(): number {
    return this.#sent
  }

  /** bytes under way */
  get unacked(): number {
    return this.#sent - this.#acked
  }

  /** waiting for acknowledgements: nothing may be sent but a probe */
  get stopped(): boolean {
    return this.#stopped
  }

  /** bytes that may be sent now */
  get room(): number {
    return this.#stopped ? 0 : HIGH_WATER - this.unacked
  }

  /** Notes `length` bytes as sent; never more than `room`. Throws RangeError otherwise. */
  send(length: number): void {
    if (length < 0 || length > this.room) throw new RangeError(`no room for ${length} bytes`)
    this.#sent += length
    this.#stopped = this.room === 0
  }

  /** A viewer's ack. Late, doubled and impossible ones (beyond what was sent) change nothing. */
  ack(offset: number): void {
    if (offset <= this.#acked || offset > this.#sent) return
    this.#acked = offset
    if (this.unacked <= LOW_WATER) this.#stopped = false
  }
}

/** The viewer's side: which bytes are new, and when to acknowledge. */
export class ReceiveWindow {
  #wanted: number
  #parsed: number
  #acked: number

  /** `offset`: that of the snapshot, which stands for everything up to it. */
  constructor(offset: number) {
    this.#wanted = offset
    this.#parsed = offset
    this.#acked = offset
  }

  /**
   * What to do with data of `length` bytes at `offset`: how many of its first bytes are known already (all of them:
   * drop it). `gap`: bytes before it never came, and only a new snapshot (opening the stream again) helps.
   */
  take(offset: number, length: number): number | 'gap' {
    if (offset > this.#wanted) return 'gap'
    const known = Math.min(this.#wanted - offset, length)
    this.#wanted = Math.max(this.#wanted, offset + length)
    return known
  }

  /** The terminal has parsed up to `offset`: the ack to send now, or null where it is not time yet. */
  parsed(offset: number): number | null {
    this.#parsed = Math.max(this.#parsed, Math.min(offset, this.#wanted))
    if (this.#parsed - this.#acked < ACK_EVERY) return null
    this.#acked = this.#parsed
    return this.#acked
  }

  /** The sender's probe (data of no bytes) came: the ack to answer with, whatever was said before. */
  probed(): number {
    this.#acked = this.#parsed
    return this.#acked
  }
}
