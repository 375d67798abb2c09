import { type HostEntry, hostsContract, OWN_HOST } from '../../shared/hosts.ts'
import { refusedObserver } from '../../shared/observers/refused.ts'
import { serve } from '../../shared/server.ts'
import type { Channel } from '../../shared/wire.ts'

const SHOWN: HostEntry = {
  id: OWN_HOST,
  kind: 'own',
  label: 'the machine that is shown',
  status: 'connected',
  error: null,
  engine: null,
  command: [],
  address: null,
  wanted: true,
}

/** The register of hosts as an observer has it: the engine that is shown, and no way to another. */
export function serveRegister(channel: Channel): void {
  const no = (): never => {
    throw refusedObserver('what leads to other machines')
  }
  serve(
    channel,
    {
      calls: {
        'hosts.list': () => ({ hosts: [SHOWN], problem: null }),
        'hosts.add': no,
        'hosts.change': no,
        'hosts.remove': no,
        'hosts.connect': no,
        'hosts.disconnect': no,
      },
      streams: {},
      subscribe: () => () => {},
    },
    hostsContract,
  )
}
