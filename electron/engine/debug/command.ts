import { isAbsolute } from 'node:path'
import { searchPath } from '../runtime/child-env.ts'
import type { Surroundings } from './namespaces.ts'

/** What is begun in a session: words for the kernel, and as a person would type them. */
export interface Command {
  args: string[]
  shown: string[]
  env: string[]
}

/** Says what it is told first, and stands in the container's files, where that can be entered. All that it needs are arguments. */
const SCRIPT = 'printf "%s\\n" "$1"; shift; cd "$ROOT"; exec "$@"'

/** A shell of the machine's: busybox where there is one, whose ps and ls need no other files. */
export function shellCommand(
  container: string,
  surroundings: Surroundings,
  busybox: string | null,
): Command {
  const shell = busybox ? [busybox, 'sh'] : ['/bin/sh']
  return {
    args: [...shell, '-c', SCRIPT, 'sh', greeting(container, surroundings), ...shell, '-i'],
    shown: busybox ? ['busybox', 'sh'] : ['sh'],
    env: [...environment(surroundings), `PS1=${prompt(container)}`],
  }
}

/** A trace of a process, by its number inside, and of all that it starts from then on. */
export function traceCommand(inside: number, surroundings: Surroundings, strace: string): Command {
  const args = [strace, '-f', '-p', String(inside)]
  return { args, shown: ['strace', ...args.slice(1)], env: environment(surroundings) }
}

/** The machine's programs alone: no folder that is meant from where one stands, for one stands in a container's files. */
function environment({ inside, ids }: Surroundings): string[] {
  const path = searchPath().split(':').filter(isAbsolute).join(':')
  const home = ids ? '/' : (process.env.HOME ?? '/')
  return [
    `PATH=${path}`,
    `HOME=${home}`,
    'TERM=xterm-256color',
    `ROOT=/proc/${inside}/root`,
    // python3 would take modules from where one stands.
    'PYTHONSAFEPATH=1',
  ]
}

/**
 * Where one is and as whom. busybox's own prompt asks the kernel for the working directory, which it does not tell of a
 * folder in another mount namespace; the shell has kept count of it in PWD.
 */
const prompt = (container: string) => `${container} $PWD # `

function greeting(container: string, { inside, namespaces }: Surroundings): string {
  const whose = (type: string) =>
    namespaces.some((one) => one.type === type) ? `of ${container}` : 'this machine’s'
  return [
    'Programs and files: this machine’s.',
    `Pids: ${whose('pid')}; the init of ${container} is ${inside}. Network: ${whose('network')}.`,
    `Files of ${container}: $ROOT, which is /proc/${inside}/root. A link there to /… leads out of it.`,
    `Outside of its cgroup: a pause of ${container} and its limits do not reach here.`,
  ].join('\n')
}
