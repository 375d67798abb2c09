import { t } from '@lingui/core/macro'
import { RuncibleError } from '../../shared/errors.ts'
import { OWN_HOST } from '../../shared/hosts.ts'
import type { Door } from '../../shared/observers/contract.ts'
import { useObservers } from '../observer/observers-store.ts'
import { OBSERVERS_WORDS } from '../words/observers.ts'
import { attemptAt } from './attempt.ts'

/** Where the door for observers is opened and closed: its dialog. */
export const OBSERVERS_PLACE = 'observers'

function client() {
  const { client } = useObservers.getState()
  if (client) return client
  throw new RuncibleError('disconnected', OBSERVERS_WORDS.noAnswer, {
    hint: t`The window comes back by itself once it does.`,
  })
}

const doneAs = async (what: string, run: () => Promise<Door>) => {
  const door = await attemptAt({ host: OWN_HOST, place: OBSERVERS_PLACE, what, run })
  if (door) useObservers.setState({ door })
}

export const openDoor = (address: string, port: number) =>
  doneAs(t`Could not show it to a class`, () => client().call('observers.open', { address, port }))

export const revokeLink = () =>
  doneAs(t`Could not revoke the link`, () => client().call('observers.revoke', {}))

export const renewLink = () =>
  doneAs(t`Could not make a new link`, () => client().call('observers.renew', {}))

export const closeDoor = () =>
  doneAs(t`Could not turn it off`, () => client().call('observers.close', {}))
