import { z } from 'zod'
import {
  ContainerProcess,
  Exec,
  ExecRef,
  ExecRequest,
  GivenId,
  Inspection,
  InspectionQuery,
  OpenFile,
  ProcessRef,
  Shell,
  SubjectRef,
  TerminalSize,
} from '../model.ts'
import { call, Milliseconds, nothing, reading } from './call.ts'

/** Of what runs in containers, and of what is begun there. */
export const processCalls = {
  /**
   * What runs inside, from the kernel's own view, figures of this moment; of very many (`total`) the first. Throws
   * `failed-precondition` where nothing does.
   */
  'processes.list': reading(
    SubjectRef,
    z.object({
      at: Milliseconds,
      processes: z.array(ContainerProcess),
      total: z.number().int().nonnegative(),
    }),
  ),
  'processes.signal': call(
    SubjectRef.extend({ process: ProcessRef, signal: z.number().int().min(1).max(64) }),
    nothing,
  ),
  'processes.files': reading(
    SubjectRef.extend({ process: ProcessRef }),
    z.object({ files: z.array(OpenFile) }),
  ),
  /**
   * One process from the kernel's own view, with what is around it, and where that is not as config.json asks for. Throws
   * `failed-precondition` where nothing runs, `not-found` where that process has ended.
   */
  'processes.inspect': reading(InspectionQuery, Inspection),
  'execs.create': call(SubjectRef.extend({ request: ExecRequest }), Exec),
  'execs.start': call(ExecRef, Exec),
  'execs.kill': call(ExecRef.extend({ signal: z.number().int().min(1).max(64) }), nothing),
  'execs.delete': call(ExecRef, nothing),
  'execs.closeStdin': call(ExecRef, Exec),
  /** Kills what an ended exec left running in its container. */
  'execs.endLeft': call(ExecRef, Exec),
  /** Opens a debug session in the namespaces of a container; with `trace` it follows that process's system calls. */
  'shells.open': call(
    SubjectRef.extend({ size: TerminalSize.optional(), trace: ProcessRef.optional() }),
    Shell,
  ),
  /** Ends a debug session with all that runs in it, and forgets it. */
  'shells.close': call(z.object({ shell: GivenId }), nothing),
} as const
