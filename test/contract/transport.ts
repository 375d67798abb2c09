import type { Service } from '../../shared/server.ts'
import type { Channel } from '../../shared/wire.ts'

/** One connection of a window to a served service. */
export interface Connection {
  /** the window's end */
  channel: Channel
  /** Puts something on the wire that no client of ours would. */
  sendRaw(frame: unknown): void
  /** Breaks the connection as a crash does, without a farewell. */
  drop(): void
}

/** A way between windows and a service, with what it needs set up. */
export interface Transport {
  connect(): Promise<Connection>
  close(): Promise<void>
}

export interface TransportKind {
  name: string
  /** why it cannot be had here; absent or empty where it can */
  skip?: string
  start(service: Service): Promise<Transport>
}
