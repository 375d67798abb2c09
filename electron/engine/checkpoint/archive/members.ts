import { z } from 'zod'
import { ImageId, TerminalSize } from '../../../../shared/model.ts'

/** Where the parts lie in an archive, as Podman names them (its libpod writes them, checkpointctl reads them). */
export const MEMBERS = {
  images: 'checkpoint/',
  config: 'config.dump',
  spec: 'spec.dump',
  files: 'rootfs-diff.tar',
  deleted: 'deleted.files',
  /** ours: the same of names that are no UTF-8, each byte of theirs as one character */
  deletedBytes: 'deleted.bytes',
  log: 'dump.log',
  stats: 'stats-dump',
  network: 'network.status',
  /** what was in /dev/shm, which Podman mounts itself */
  shm: 'devshm-checkpoint.tar',
  /** ours: what our record says, and the hash of every other member */
  own: 'runcible.json',
  /** the end of the console's log, as conmon writes it; of Podman's, all of it */
  console: 'console.log',
  theirConsole: 'ctr.log',
  /** ours: what its terminal showed, and the sizes that it had */
  screen: 'screen.ansi',
  sizes: 'console.log.size',
} as const

/** As it is above, however an archive's maker begins its names. */
export const memberName = (name: string): string => name.replace(/^(\.\/)+/, '')

/** The parts that are text, and how long each may be: bytes. */
export const TEXTS: ReadonlyMap<string, number> = new Map([
  [MEMBERS.config, 4 * 1024 ** 2],
  [MEMBERS.spec, 4 * 1024 ** 2],
  [MEMBERS.own, 4 * 1024 ** 2],
  [MEMBERS.deleted, 32 * 1024 ** 2],
  [MEMBERS.deletedBytes, 32 * 1024 ** 2],
])

/** The parts that become files, and how long each may be: bytes. */
export const FILES: ReadonlyMap<string, number> = new Map([
  [MEMBERS.files, Number.POSITIVE_INFINITY],
  [MEMBERS.shm, Number.POSITIVE_INFINITY],
  [MEMBERS.log, 256 * 1024 ** 2],
  [MEMBERS.stats, 1024 ** 2],
  [MEMBERS.console, 64 * 1024 ** 2],
  [MEMBERS.theirConsole, Number.POSITIVE_INFINITY],
  [MEMBERS.screen, 64 * 1024 ** 2],
  [MEMBERS.sizes, 1024 ** 2],
])

/** A file of CRIU's or of runc's in the folder of images; no other is brought in. */
export const IMAGE_FILE =
  /^checkpoint\/(?:[A-Za-z0-9_-][A-Za-z0-9._-]{0,200}\.img|descriptors\.json)$/
/** What CRIU keeps of one process. */
export const CORE_FILE = /^checkpoint\/core-\d+\.img$/
/** What CRIU keeps of open files. */
export const OPEN_FILES = 'checkpoint/files.img'

/** As much of Podman's config.dump as is read; checkpointctl asks for the same of ours. */
export const ConfigDump = z.object({
  id: z.string().max(200).default(''),
  name: z.string().max(200).default(''),
  rootfsImageID: z.string().max(200).nullish(),
  rootfsImageName: z.string().max(500).nullish(),
  rootfs: z.string().max(4096).nullish(),
  createdTime: z.string().max(100).nullish(),
  checkpointedTime: z.string().max(100).nullish(),
})
export type ConfigDump = z.infer<typeof ConfigDump>

const Hash = z.string().regex(/^[a-f0-9]{64}$/)

/** runcible.json, the last member. */
export const OwnDump = z.object({
  version: z.literal(1),
  /** as its record says, without what holds on the engine alone that wrote it */
  checkpoint: z.record(z.string(), z.unknown()),
  /** where its root filesystem lay */
  sourceRootfs: z.string().max(4096),
  /** the image that its files are changes of; null: they are whole, or not in the archive */
  image: z.object({ id: ImageId, name: z.string().max(500) }).nullable(),
  consoleSize: TerminalSize.nullable(),
  /** sha256 of every other member */
  hashes: z.record(z.string().max(300), Hash),
})
export type OwnDump = z.infer<typeof OwnDump>
