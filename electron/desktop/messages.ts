/** The one pair of IPC channels between a page and the main process that carries frames. */
export const FRAME_CHANNEL = 'runcible:frame'
/** What the main process asks of a page; the page says over the same name that it listens. */
export const ASK_CHANNEL = 'runcible:ask'
/** A page says whether notifications are not wanted now. */
export const QUIET_CHANNEL = 'runcible:quiet'
/** A page says which language it speaks. */
export const LANGUAGE_CHANNEL = 'runcible:language'

/**
 * What goes over FRAME_CHANNEL, both ways; only a page opens. Several connections share the pair, each under the number
 * that its page gave it.
 */
export interface Message {
  kind: 'open' | 'frame' | 'close'
  connection: number
  /** with kind open: the host whose engine is wanted; absent: the one of this process */
  host?: string
  /** with kind frame */
  frame?: unknown
}
