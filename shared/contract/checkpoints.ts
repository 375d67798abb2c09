import { z } from 'zod'
import {
  Checkpoint,
  CheckpointComparison,
  CheckpointExport,
  CheckpointForecast,
  CheckpointImport,
  CheckpointInside,
  CheckpointLook,
  CompareFileQuery,
  CompareQuery,
  ContainerRef,
  Exported,
  FileComparison,
  GivenId,
  HostPath,
  MomentChange,
  MomentStorage,
} from '../model.ts'
import { call, nothing, reading } from './call.ts'

/** Of checkpoints that may be taken, and of those that were. */
export const checkpointCalls = {
  /** Looks at a container as it is, without touching it. Throws `failed-precondition` where nothing runs in it. */
  'checkpoints.foresee': call(ContainerRef, CheckpointForecast),
  /** What is in its images, without restoring it. Throws `unavailable` where pycriu, which reads them, is missing. */
  'checkpoints.inside': call(z.object({ checkpoint: GivenId }), CheckpointInside),
  /** What differs. Throws as `checkpoints.inside`. */
  'checkpoints.compare': call(CompareQuery, CheckpointComparison),
  /** Throws `failed-precondition` where a side has no files of its own. */
  'checkpoints.compareFile': call(CompareFileQuery, FileComparison),
  /** Names it, annotates it, pins it. */
  'checkpoints.edit': call(z.object({ checkpoint: GivenId, change: MomentChange }), Checkpoint),
  /** Its memory becomes a difference to another moment’s of its container. Progress in bytes. Throws `failed-precondition`. */
  'checkpoints.store': call(z.object({ checkpoint: GivenId }), Checkpoint),
  /** Its memory is brought back, and stays until it is asked to be stored again. Progress in bytes. */
  'checkpoints.makeWhole': call(z.object({ checkpoint: GivenId }), Checkpoint),
  'checkpoints.storage': reading(nothing, MomentStorage),
  /** How many bytes of memory stay whole, those last used first; null: as is usual. */
  'checkpoints.setStorage': call(MomentStorage.pick({ budget: true }), MomentStorage),
  /** Where others are stored as differences to it, these are seen to first. Those that came from it are told as having come from what it came from. */
  'checkpoints.delete': call(z.object({ checkpoint: GivenId }), nothing),
  /** Writes it to a new file, in Podman's layout, packed by zstd; progress by bytes. */
  'checkpoints.export': call(CheckpointExport, Exported),
  /** Reads through an archive of ours or of Podman's, and tells what it would run. Unpacks nothing. */
  'checkpoints.look': call(z.object({ path: HostPath }), CheckpointLook),
  /** Brings such an archive in as a moment. Refused where it wants what `allow` does not name. */
  'checkpoints.import': call(CheckpointImport, Checkpoint),
} as const
