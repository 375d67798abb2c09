import { z } from 'zod'
import { Exit, GivenId, Shell, SubjectRef, TerminalSize, Time } from '../../../shared/model.ts'
import { Pid } from '../process/metadata.ts'

/** What an engine keeps of a debug session. One that died in `opening` has its session taken back. */
export const ShellRecord = z.object({
  version: z.literal(1),
  id: GivenId,
  container: SubjectRef,
  kind: Shell.shape.kind,
  args: z.array(z.string()),
  bootId: z.string(),
  phase: z.enum(['opening', 'running', 'ended']),
  startedAt: Time,
  size: TerminalSize.nullable(),
  /** the container's process whose namespaces it is in */
  init: Pid,
  process: Pid.nullable(),
  monitor: Pid.nullable(),
  /** of its mounts, as the kernel names it: all that it started is in there */
  mounts: z.string().nullable(),
  runc: z.string(),
  systemdCgroup: z.boolean(),
  exit: Exit.nullable(),
})
export type ShellRecord = z.infer<typeof ShellRecord>
