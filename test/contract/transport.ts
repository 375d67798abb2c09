import type { Channel } from '../../shared/wire.ts'

/** One connection of a window to a served service. */
export interface Connection {
  /** the window's end */
  channel: Channel
  /** Puts something on the wire that no client of ours would. */
  sendRaw(frame: unknown): void
  /** The same a layer deeper, where there is one: bytes that need be no frame, an IPC message that no preload sends. */
  sendBytes?(bytes: Uint8Array): void
  sendMessage?(message: unknown): void
  /** Breaks the connection as a crash does, without a farewell. */
  drop(): void
}

/** A way between windows and a service, with what it needs set up. */
export interface Transport {
  connect(): Promise<Connection>
  /** Sends a frame as somebody who must not be heard: another origin's page, a frame within ours. Resolves when it was tried. */
  sendForeign?(frame: unknown): Promise<void>
  close(): Promise<void>
}

export interface TransportKind {
  name: string
  /** why it cannot be had here; absent or empty where it can */
  skip?: string
  /** `attach` serves each connection that is made. */
  start(attach: (channel: Channel) => void): Promise<Transport>
}
