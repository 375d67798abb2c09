import type { HostId } from '../../shared/hosts.ts'
import { type ContainerRef, keyOf } from '../model.ts'

/** Where a checkpoint of a container is begun: its dialog. */
export const checkpointPlace = (container: ContainerRef) => `checkpoint ${keyOf(container)}`

/** Where a host was asked for. */
export const hostPlace = (host: HostId) => `host ${host}`

/** Every place where something done to a container may stand, the first to be shown first. */
export const placesOf = (container: ContainerRef) => [keyOf(container), checkpointPlace(container)]
