import { dirname, relative } from 'node:path'
import type { LeftOut } from '../../../shared/model.ts'
import type { SpecMount } from '../bundle/spec.ts'

/** A volume's contents lie in `<volumes>/NAME/data`. */
const VOLUME_DEPTH = 2

/**
 * What a container has mounted from elsewhere, which no moment of it holds: its volumes, and files and folders of the host;
 * `own`: folders of Runcible's whose mounts are the container's own, as its network's files.
 */
export function leftOut(
  mounts: readonly SpecMount[] = [],
  { volumes, own }: { volumes: string; own: string },
): LeftOut[] {
  return mounts.flatMap(({ source, destination, type, options = [] }): LeftOut[] => {
    const binds = type === 'bind' || options.some((one) => one === 'bind' || one === 'rbind')
    if (!binds || !source?.startsWith('/') || isIn(own, source)) return []
    if (!isIn(volumes, source)) return [{ kind: 'host', what: source, destination }]
    const parts = relative(volumes, source).split('/')
    const what = parts.length === VOLUME_DEPTH ? dirname(relative(volumes, source)) : source
    return [{ kind: 'volume', what, destination }]
  })
}

const isIn = (folder: string, path: string) => path.startsWith(`${folder}/`)
