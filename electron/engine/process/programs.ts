import { join } from 'node:path'
import { RuncibleError } from '../../../shared/errors.ts'
import type { ContainerRef, RuntimeOptions } from '../../../shared/model.ts'
import { Runc } from '../runtime/runc.ts'
import type { EngineContext } from './context.ts'
import type { ContainerMetadata } from './metadata.ts'

/** `<root>/<namespace>`: runc's --root for a container. */
export function runtimeRootOf(context: EngineContext, meta: ContainerMetadata): string {
  return join(meta.request.runtime.root ?? context.layout.runtimeRoots(), meta.namespace)
}

/** The runc of a container, with the binary, root, cgroup manager and criu that its create chose. */
export function runcOf(context: EngineContext, meta: ContainerMetadata, log: string): Runc {
  const { runtime } = meta.request
  return new Runc({
    binary: required(runtime.binary ?? context.programs.runc, 'runc'),
    root: runtimeRootOf(context, meta),
    systemdCgroup: runtime.systemdCgroup,
    log,
    criu: runtime.criu ?? context.programs.criu,
  })
}

/** The machine's own runc on a runtime root that is not ours. */
export const runcIn = ({ programs }: EngineContext, root: string, log: string): Runc =>
  new Runc({
    binary: required(programs.runc, 'runc'),
    root,
    // runc goes by what its state says of it.
    systemdCgroup: false,
    log,
    criu: null,
  })

/** conmon's path. Throws `unavailable` where the machine has none. */
export const conmonOf = (context: EngineContext) => required(context.programs.conmon, 'conmon')

/** The machine's runc. Throws `unavailable` where it has none. */
export const runcProgram = (context: EngineContext) => required(context.programs.runc, 'runc')

/** Throws `unavailable` where a create is in vain for want of a program: before anything is written. */
export function requirePrograms(context: EngineContext, runtime: RuntimeOptions): void {
  required(runtime.binary ?? context.programs.runc, 'runc')
  conmonOf(context)
}

function required(path: string | null, name: string): string {
  if (path) return path
  throw new RuncibleError('unavailable', `${name} is not installed`, {
    hint: `Install it: apt-get install ${name}`,
  })
}

/**
 * A cgroup of its own for every container of every engine on this machine: two state folders may hold the same id.
 * systemd's form is slice:prefix:name.
 */
export function cgroupsPathOf(
  context: EngineContext,
  { namespace, id }: ContainerRef,
  runtime: Pick<RuntimeOptions, 'systemdCgroup'>,
): string {
  const name = `${context.layout.instance()}-${namespace}-${id}`
  return runtime.systemdCgroup ? `:runcible:${name}` : `/runcible-${name}`
}
