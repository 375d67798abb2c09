import { create } from 'zustand'
import type { Client } from '../../shared/client.ts'
import type { WireError } from '../../shared/errors.ts'

interface ConnectionState {
  /** connecting: nothing was ever there; lost: what is shown may be old */
  phase: 'connecting' | 'ready' | 'lost'
  client: Client | null
  why: WireError | null
  opened(client: Client): void
  lost(why: WireError | null): void
}

/** Whether there is an engine to talk to. */
export const useConnection = create<ConnectionState>()((set) => ({
  phase: 'connecting',
  client: null,
  why: null,
  opened: (client) => set({ phase: 'ready', client, why: null }),
  lost: (why) => set({ phase: 'lost', client: null, why }),
}))

export const useIsReady = () => useConnection((state) => state.phase === 'ready')
