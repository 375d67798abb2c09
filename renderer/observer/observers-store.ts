import { create } from 'zustand'
import type { Client } from '../../shared/client.ts'
import type { Door, ObserversContract } from '../../shared/observers/contract.ts'

interface ObserversState {
  client: Client<ObserversContract> | null
  /** as it was last heard of; null: nobody has answered yet */
  door: Door | null
}

/** The door for observers, and the connection to it. */
export const useObservers = create<ObserversState>()(() => ({ client: null, door: null }))
