import {
  ContainerRef,
  DownloadDown,
  DownloadOpen,
  FileComparison,
  FilePart,
  FilePartQuery,
  FileRemoval,
  FileRename,
  Folder,
  FolderQuery,
  FolderRequest,
  InsidePath,
  TransferAck,
  UploadDown,
  UploadOpen,
  UploadUp,
} from '../model.ts'
import { call, nothing } from './call.ts'

/**
 * A container's files. Of one that lives they are seen as it sees them, with all that is mounted in it; of one that has ended, its
 * root filesystem alone. No path leads out of it, whatever links it holds.
 */
export const fileCalls = {
  /** Throws `not-found`, `permission-denied`, and `invalid-input` for what is no folder. */
  'files.list': call(FolderQuery, Folder),
  'files.read': call(FilePartQuery, FilePart),
  /** As it is in the base, and now. Throws `failed-precondition` where there is no base. */
  'files.compare': call(ContainerRef.extend({ path: InsidePath }), FileComparison),
  /** Its owner is the container's root. */
  'files.makeFolder': call(FolderRequest, nothing),
  /** Within its folder. Throws `already-exists`. */
  'files.rename': call(FileRename, nothing),
  /** A folder with all that is in it; nothing that is mounted. */
  'files.delete': call(FileRemoval, nothing),
} as const

export const fileStreams = {
  download: { open: DownloadOpen, down: DownloadDown, up: TransferAck },
  upload: { open: UploadOpen, down: UploadDown, up: UploadUp },
} as const
