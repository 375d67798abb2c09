import { create } from 'zustand'
import type { Client } from '../../shared/client.ts'
import type { HostsContract } from '../../shared/hosts.ts'

interface RegisterState {
  client: Client<HostsContract> | null
}

/** The connection to the register of hosts; null while there is none. */
export const useRegister = create<RegisterState>()(() => ({ client: null }))
