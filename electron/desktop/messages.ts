/** The one pair of IPC channels between a page and the main process. */
export const FRAME_CHANNEL = 'runcible:frame'

/**
 * What goes over it, both ways; only a page opens. Several connections share the pair, each under the number that its
 * page gave it.
 */
export interface Message {
  kind: 'open' | 'frame' | 'close'
  connection: number
  /** with kind frame */
  frame?: unknown
}
