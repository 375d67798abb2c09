import { type ContainerRef, keyOf } from '../../shared/model.ts'

/** Where a checkpoint of a container is begun: its dialog. */
export const checkpointPlace = (container: ContainerRef) => `checkpoint ${keyOf(container)}`

/** Every place where something done to a container may stand, the first to be shown first. */
export const placesOf = (container: ContainerRef) => [keyOf(container), checkpointPlace(container)]
