import { t } from '@lingui/core/macro'
import type { CheckpointOptions } from '../../shared/model.ts'

/** What the switches of a checkpoint are called. */
export const OPTION_LABELS = {
  allowOpenTcp: t`Open TCP connections`,
  fileLocks: t`File locks`,
  largeDeletedFiles: t`Large deleted files`,
  allowExternalUnixSockets: t`External unix sockets`,
  allowTerminal: t`Terminal of an outside session`,
} as const

export const COPY_FILES_LABEL = t`A full copy of its folder`

export const SWITCHES = Object.keys(OPTION_LABELS) as (keyof typeof OPTION_LABELS)[]

/** One line for each option, for people. */
export const OPTION_HELP: Readonly<Record<keyof CheckpointOptions, string>> = {
  name: t`A name to find it again by.`,
  exit: t`End the container once its image is written; otherwise it runs on.`,
  allowOpenTcp: t`Take established TCP connections along (--tcp-established); their peers must still be there at restore, and those over a way out are ended by it.`,
  allowExternalUnixSockets: t`Allow unix sockets whose other end is outside (--ext-unix-sk).`,
  allowTerminal: t`Allow a terminal that belongs to an outside session (--shell-job); consoles of ours do not need it.`,
  fileLocks: t`Take held file locks along (--file-locks).`,
  largeDeletedFiles: t`Take deleted files that are still open along whatever their size, up to 2 GB (ghost-limit); CRIU itself takes them up to 1 MB.`,
  emptyNamespaces: t`Namespaces to be restored empty instead of written (--empty-ns); runc knows only the network.`,
  parent: t`Write only the pages that changed since that checkpoint (--parent-path); needs memory tracking.`,
  preDump: t`Write the memory only, while the container runs, as the base of a later checkpoint (--pre-dump).`,
  copyFiles: t`Take a full copy of a folder that it uses as it is; without it the folder is left out. It stands still while that is copied.`,
  imagePath: t`Folder for CRIU’s images (--image-path).`,
  workPath: t`Folder for CRIU’s logs and statistics (--work-path).`,
}

/** Why a machine cannot do so, behind what it would be. */
export const notHere = (why: string) => t`Not here: ${why}`
