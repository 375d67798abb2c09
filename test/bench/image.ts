import { join } from 'node:path'
import { busyboxLayer, makeLayout, SECOND_LAYER } from '../support/images.ts'
import { IDLE_PROGRAM } from './rootfs.ts'

/** The same image for everybody. */
export interface BenchImage {
  /** an OCI layout, as skopeo names it with its tag */
  skopeo: string
  layout: string
  name: string
}

/** Some files in a thousand folders, over busybox: what an image has beside its program. */
const ballast = () =>
  Array.from({ length: 1000 }, (_, at) => ({ name: `usr/share/${at}/file`, content: `${at}\n` }))

/** An image of three layers that runs IDLE_PROGRAM. */
export async function makeImage(dir: string): Promise<BenchImage> {
  const name = 'bench'
  const [entrypoint, ...cmd] = IDLE_PROGRAM
  const layout = makeLayout(join(dir, 'layout'), {
    [name]: {
      layers: [await busyboxLayer(), SECOND_LAYER, ballast()],
      config: { Entrypoint: [entrypoint], Cmd: cmd, Env: ['PATH=/bin'] },
    },
  })
  return { skopeo: `oci:${layout}:${name}`, layout, name }
}
