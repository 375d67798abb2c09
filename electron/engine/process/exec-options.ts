import type { ExecLayout } from '../paths.ts'
import type { ConmonExec } from '../runtime/conmon.ts'
import type { EngineContext } from './context.ts'
import type { ExecParent } from './exec-parent.ts'
import type { ExitFiles } from './exits.ts'
import type { ExecMetadata } from './metadata.ts'

/** An exec and its surroundings. */
interface Where {
  context: EngineContext
  parent: ExecParent
  layout: ExecLayout
  meta: ExecMetadata
}

/** What conmon is told of an exec. */
export function execConmonOptions({ context, parent, layout, meta }: Where): ConmonExec {
  const { id } = parent.ref
  return {
    binary: parent.conmon(),
    id,
    name: id,
    runc: parent.runtime(layout.runcLog()),
    bundle: layout.dir,
    pidFile: layout.pidFile(),
    conmonPidFile: layout.conmonPidFile(),
    exitDir: layout.exits(),
    workDir: layout.conmonWork(),
    log: layout.log(),
    logSizeMax: parent.logSizeMax,
    terminal: meta.terminal,
    stdin: meta.request.stdin,
    consoleSockets: context.layout.consoleSockets(),
    processSpec: layout.processSpec(),
    process: {
      args: meta.args,
      cwd: meta.cwd,
      user: meta.user,
      variables: (meta.request.env ?? []).map((one) => one.replace(/=.*/s, '')),
    },
  }
}

export const execConsoleOptions = ({ layout, meta }: Pick<Where, 'layout' | 'meta'>) => ({
  log: layout.log(),
  terminal: meta.terminal,
  stdin: meta.request.stdin,
  ...(meta.request.size && { size: meta.request.size }),
})

/** Where conmon says how it ended. */
export const execExitFiles = ({ parent, layout }: Pick<Where, 'parent' | 'layout'>): ExitFiles => ({
  exitDir: layout.exits(),
  name: parent.ref.id,
  workDir: layout.conmonWork(),
})
