import type { ContainerRef } from '../../../shared/model.ts'
import type { CallHandlers } from '../../../shared/server.ts'
import { openFilesOf, readProcesses } from '../inspect/processes.ts'
import { type Journal, journaledIn } from '../journal.ts'
import { inspectContainer } from './inspection.ts'
import { type Subjects, subjectOf } from './subject.ts'

type Calls = Extract<keyof CallHandlers, `processes.${string}` | `execs.${string}`>

/** The calls of what runs in containers, ours or others', and of what is begun there. */
export function processHandlers(journal: Journal, subjects: Subjects): Pick<CallHandlers, Calls> {
  const journaled = journaledIn(journal)
  const subject = (ref: ContainerRef) => subjectOf(subjects, ref)
  return {
    'processes.list': async (ref) => {
      const pids = await subject(ref).inSight()
      return { at: Date.now(), processes: await readProcesses(pids), total: pids.length }
    },
    'processes.signal': journaled('signal', async ({ process, signal, ...ref }) => {
      await subject(ref).signalOne(process, signal)
      return {}
    }),
    'processes.files': async ({ process, ...ref }) => ({
      files: await openFilesOf(await subject(ref).inSight(), process),
    }),
    'processes.inspect': (query) => inspectContainer(subjects, query),

    'execs.create': journaled('exec create', async ({ request, ...ref }) => {
      const parent = subject(ref)
      await parent.beforeExec()
      return parent.execs.create(request)
    }),
    'execs.start': journaled('exec start', ({ exec, ...ref }) =>
      subject(ref).execs.get(exec).start(),
    ),
    'execs.kill': journaled('exec kill', async ({ exec, signal, ...ref }) => {
      await subject(ref).execs.get(exec).kill(signal)
      return {}
    }),
    'execs.delete': journaled('exec delete', async ({ exec, ...ref }) => {
      await subject(ref).execs.delete(exec)
      return {}
    }),
    'execs.closeStdin': journaled('exec end stdin', ({ exec, ...ref }) =>
      subject(ref).execs.get(exec).closeStdin(),
    ),
    'execs.endLeft': journaled('exec end left-overs', ({ exec, ...ref }) =>
      subject(ref).execs.get(exec).endLeft(),
    ),
  }
}
