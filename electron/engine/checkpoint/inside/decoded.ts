import { z } from 'zod'

const int = z.number().int()
const id = int.nullish()

const DecodedMap = z.object({
  start: z.string(),
  bytes: z.number(),
  prot: z.array(z.string()),
  flags: z.array(z.string()),
  kinds: z.array(z.string()),
  file: id,
  resident: z.number(),
})
export type DecodedMap = z.infer<typeof DecodedMap>

const DecodedProcess = z.object({
  pid: int,
  parent: int,
  session: int,
  name: z.string(),
  state: int,
  uid: int,
  threads: z.array(z.object({ tid: int, name: z.string() })),
  threadCount: int,
  args: z.array(z.string()).nullable(),
  env: z.array(z.string()).nullable(),
  exe: id,
  cwd: id,
  bytes: z.number(),
  maps: z.array(DecodedMap),
  files: z.array(z.object({ fd: int, id: int })),
})
export type DecodedProcess = z.infer<typeof DecodedProcess>

/** pycriu gives a name where it knows one, else the number. */
const word = z.union([z.string(), z.number().transform(String)])

const DecodedFile = z.object({
  /** REG, PIPE, INETSK, UNIXSK, TTY … */
  kind: z.string(),
  deleted: z.boolean(),
  name: z.string().default(''),
  flags: z.string().default(''),
  pos: z.number().default(0),
  mode: z.number().nullish(),
  pipe_id: z.number().nullish(),
  ino: z.number().nullish(),
  family: word.default(''),
  type: word.default(''),
  proto: word.default(''),
  state: word.default(''),
  src_addr: z.string().default(''),
  src_port: z.number().default(0),
  dst_addr: z.string().default(''),
  dst_port: z.number().default(0),
  regf_id: id,
})
export type DecodedFile = z.infer<typeof DecodedFile>

const DecodedMount = z.object({
  type: z.string(),
  at: z.string(),
  root: z.string(),
  source: z.string(),
  flags: z.string(),
  outside: z.string(),
})
export type DecodedMount = z.infer<typeof DecodedMount>

/** What read_images.py prints: CRIU's images as pycriu decodes them, and what was left out. */
export const Decoded = z.object({
  hostname: z.string().nullable(),
  processes: z.array(DecodedProcess),
  processCount: int,
  files: z.record(z.string(), DecodedFile),
  mounts: z.array(DecodedMount),
  pagesMissing: z.boolean(),
  cut: z.array(z.string()),
  failures: z.array(z.string()),
})
export type Decoded = z.infer<typeof Decoded>
