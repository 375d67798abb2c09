import { t } from '@lingui/core/macro'
import type { RestoreOptions } from '../../shared/model.ts'
import { type Checkpoint, type Container, type ContainerRef, keyOf, refOf } from '../model.ts'
import { useDialogs } from '../store/dialogs.ts'
import { rewindPlace } from '../store/places.ts'
import { attempt } from './attempt.ts'
import { type CheckpointInput, withOption } from './checkpoints.ts'
import { goToConsole, whereAsked } from './navigate.ts'

/** How a container is to become a moment again. */
interface Rewind {
  /** of a moment of its end, which keeps what would be lost; absent: it is lost */
  keep?: CheckpointInput
  options?: RestoreOptions
}

/** What has ended becomes the moment at once; of what lives something is lost, which is said first. */
export function askRewind(
  container: Container,
  checkpoint: Checkpoint,
  options: RestoreOptions = {},
): void {
  if (container.state === 'stopped')
    void rewind(container, checkpoint, { options }, keyOf(container))
  else useDialogs.getState().show({ kind: 'rewind', container, checkpoint, options })
}

/** A container becomes a moment again; its console comes to the front. Its dialog closes. */
export async function rewind(
  container: ContainerRef,
  checkpoint: Checkpoint,
  how: Rewind,
  place = rewindPlace(container),
): Promise<void> {
  const { host, id } = container
  const stillThere = whereAsked()
  const rewound = await attempt({
    host,
    place,
    what: t`Could not rewind ${id} to ${{ name: checkpoint.name }}`,
    run: (client, callOptions) =>
      client.call(
        'containers.rewind',
        { ...refOf(container), checkpoint: checkpoint.id, ...how },
        callOptions,
      ),
    noCancel: t`it has ended for this, or is about to`,
    retry: (option) => void rewind(container, checkpoint, mended(how, option), place),
  })
  if (!rewound) return
  useDialogs
    .getState()
    .closeAll((one) => one.kind === 'rewind' && keyOf(one.container) === keyOf(container))
  if (stillThere()) goToConsole(container)
}

/** What CRIU asked for belongs to the moment that is kept as to the one that comes back. */
const mended = ({ keep, options = {} }: Rewind, option: string): Rewind => ({
  ...(keep && { keep: withOption(keep, option) }),
  options: withOption(options, option),
})
