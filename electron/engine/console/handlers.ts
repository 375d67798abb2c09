import type { ConsoleOpen, LoggedConsole } from '../../../shared/contract.ts'
import { RuncibleError } from '../../../shared/errors.ts'
import type { CallHandlers, Sink, StreamSource } from '../../../shared/server.ts'
import type { DebugSessions } from '../debug/sessions.ts'
import { type Subjects, subjectOf } from '../process/subject.ts'

type Calls = Extract<keyof CallHandlers, `consoles.${string}`>

/** The calls of what consoles have shown. */
export const consoleHandlers = (subjects: Subjects): Pick<CallHandlers, Calls> => ({
  'consoles.lines': ({ target, before, limit }) => consoleOf(subjects, target).lines(limit, before),
  'consoles.past': ({ target, from }) => consoleOf(subjects, target).past(from),
})

/** What a console shows goes to `sink`. Throws `not-found`, and `failed-precondition` where nothing has begun yet. */
export function openConsole(
  { shells, ...subjects }: Subjects & { shells: DebugSessions },
  { as, ...target }: ConsoleOpen,
  sink: Sink<'console'>,
): StreamSource<'console'> {
  if (target.kind === 'shell') return shells.get(target.shell).console().view(sink, as)
  return consoleOf(subjects, target).view(sink, as)
}

function consoleOf(subjects: Subjects, target: LoggedConsole) {
  const console =
    target.kind === 'init'
      ? subjects.manager.get(target).console()
      : subjectOf(subjects, target).execs.get(target.exec).console()
  if (console) return console
  throw new RuncibleError(
    'failed-precondition',
    'there is no console yet: the process was not started',
  )
}
