import type { HostId } from '../../shared/hosts.ts'
import { type Checkpoint, type ContainerRef, givenKey, keyOf } from '../model.ts'

/** Where a checkpoint of a container is begun: its dialog. */
export const checkpointPlace = (container: ContainerRef) => `checkpoint ${keyOf(container)}`

/** Where its automatic moments are switched on. */
export const automaticPlace = (container: ContainerRef) => `automatic ${keyOf(container)}`

/** Where a moment is stored, or brought back. */
export const momentPlace = (checkpoint: Checkpoint) => `moment ${givenKey(checkpoint)}`

/** Where a container that lives is rewound: its dialog. */
export const rewindPlace = (container: ContainerRef) => `rewind ${keyOf(container)}`

/** Where a config.json is edited: its dialog. */
export const configPlace = (container: ContainerRef) => `config ${keyOf(container)}`

/** Where a container is made an image. */
export const commitPlace = (container: ContainerRef) => `commit ${keyOf(container)}`

/** Where a container, or an image by its id, is written out. */
export const exportPlace = (what: string) => `export ${what}`

/** Where what a console has shown is played: under it. */
export const pastPlace = (tab: string) => `past ${tab}`

/** Where a host was asked for. */
export const hostPlace = (host: HostId) => `host ${host}`

/** Every place where something done to a container may stand, the first to be shown first. */
export const placesOf = (container: ContainerRef) => [
  keyOf(container),
  ...dialogPlacesOf(container),
]

/** Those that are in a dialog. */
export const dialogPlacesOf = (container: ContainerRef) => [
  checkpointPlace(container),
  automaticPlace(container),
  rewindPlace(container),
  configPlace(container),
  commitPlace(container),
  exportPlace(keyOf(container)),
]
