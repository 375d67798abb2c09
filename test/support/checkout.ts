import { join } from 'node:path'

const REPOSITORY = new URL('../..', import.meta.url).pathname.replace(/\/$/, '')

/** Neither the repository nor Node need lie where an ordinary user can go, so both are shown in a folder that is theirs. */
export interface Checkout {
  /** lines of sh that show them */
  mounts: string
  node: string
  repository: string
}

export function checkoutIn(place: string): Checkout {
  const [node, repository] = [join(place, 'node'), join(place, 'repo')]
  const mounts = `mkdir ${repository}; touch ${node}
mount --bind ${REPOSITORY} ${repository}; mount --bind ${process.execPath} ${node}`
  return { mounts, node, repository }
}
