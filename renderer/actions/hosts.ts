import { t } from '@lingui/core/macro'
import { RuncibleError } from '../../shared/errors.ts'
import { addressText, type HostEntry, type HostId, type SshAddress } from '../../shared/hosts.ts'
import { hostLabel, useHosts } from '../store/hosts.ts'
import { hostPlace } from '../store/places.ts'
import { useRegister } from '../store/register.ts'
import { attemptAt } from './attempt.ts'

/** Where a machine is added or changed: its dialog. */
export const SSH_PLACE = 'ssh'

function register() {
  const { client } = useRegister.getState()
  if (client) return client
  throw new RuncibleError('disconnected', t`Runcible itself does not answer`, {
    hint: t`The window comes back by itself once it does.`,
  })
}

/** Works on a host; asks for it first where it is not in use. What it answers, if it refuses, stands under the header. */
export async function goToHost(host: HostId): Promise<void> {
  const status = useHosts.getState().byId.get(host)?.status
  const inUse = status === undefined || status === 'connected' || status === 'lost'
  if (inUse || (await connectHost(host))) useHosts.getState().workOn(host)
}

/** Asks for a host once; false where it refused, or was not waited for. */
export async function connectHost(host: HostId): Promise<boolean> {
  const entry = await attemptAt({
    host,
    place: hostPlace(host),
    what: t`Could not connect to ${{ host: hostLabel(host) }}`,
    run: (options) => register().call('hosts.connect', { host }, options),
  })
  return entry !== undefined
}

export const disconnectHost = (host: HostId) =>
  attemptAt({
    host,
    place: hostPlace(host),
    what: t`Could not disconnect ${{ host: hostLabel(host) }}`,
    run: (options) => register().call('hosts.disconnect', { host }, options),
  })

/** Takes a machine out of the list; what runs there runs on. */
export const removeHost = (host: HostId) =>
  attemptAt({
    host,
    place: hostPlace(host),
    what: t`Could not remove ${{ name: hostLabel(host) }}`,
    run: (options) => register().call('hosts.remove', { host }, options),
  })

/** Adds a machine, or changes how one is reached. Gives its entry; undefined where it was refused (shown in the dialog). */
export const keepSshHost = (
  address: SshAddress,
  change: HostEntry | null,
): Promise<HostEntry | undefined> =>
  attemptAt({
    host: change?.id ?? 'own',
    place: SSH_PLACE,
    what: change
      ? t`Could not change ${{ name: addressText(address) }}`
      : t`Could not add ${{ name: addressText(address) }}`,
    run: (options) =>
      change
        ? register().call('hosts.change', { host: change.id, address }, options)
        : register().call('hosts.add', { address }, options),
  })
