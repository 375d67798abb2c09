import { t } from '@lingui/core/macro'
import { type Container, type ContainerRef, keyOf, refOf } from '../model.ts'
import { useDialogs } from '../store/dialogs.ts'
import { type Draft, useDrafts } from '../store/drafts.ts'
import { configPlace } from '../store/places.ts'
import { CONFIG_WORDS } from '../words/config.ts'
import { attempt } from './attempt.ts'

/** The config.json that a container has now. */
export const readConfig = (container: ContainerRef) =>
  attempt({
    host: container.host,
    place: configPlace(container),
    what: t`Could not read the config.json of ${{ id: container.id }}`,
    run: (client, options) => client.call('containers.config', refOf(container), options),
  })

/** A container anew with an edited config.json. Its editor closes; where it fails the text stays. */
export async function recreate(container: Container, { basedOn, text }: Draft): Promise<void> {
  const recreated = await attempt({
    host: container.host,
    place: configPlace(container),
    what: t`Could not recreate ${{ id: container.id }}`,
    run: (client, options) =>
      client.call('config.recreate', { ...refOf(container), config: text, basedOn }, options),
    noCancel: CONFIG_WORDS.noCancel,
  })
  if (!recreated) return
  useDrafts.getState().forget(keyOf(container))
  useDialogs
    .getState()
    .closeAll((one) => one.kind === 'config' && keyOf(one.container) === keyOf(container))
}
