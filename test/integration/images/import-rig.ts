import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach } from 'vitest'
import { which } from '../../../electron/engine/runtime/which.ts'
import type { Image } from '../../../shared/model.ts'
import { busyboxLayer, type Made, SECOND_LAYER } from '../../support/images.ts'
import { names, TestEngine } from '../../support/test-engine.ts'
import { without } from '../../support/unless.ts'

const exec = promisify(execFile)
const programs = {
  skopeo: await which('skopeo'),
  umoci: await which('umoci'),
  busybox: await which('busybox'),
}
export const registry = await which('docker-registry')
export const zstd = await which('zstd')
export const skipReason = without(programs)
export const skopeo = (...args: string[]) => exec('skopeo', args)

export let engine: TestEngine

export const place = (...parts: string[]) => engine.place.path(...parts)
export const images = (...parts: string[]) => join(engine.place.folders.state, 'images', ...parts)
export const path = (path: string, image?: string) => ({
  kind: 'path' as const,
  path,
  ...(image && { image }),
})
export const bring = (source: { kind: 'path'; path: string; image?: string }, name?: string) =>
  engine.call('images.import', { source, ...(name && { name }) })
export const list = () => engine.call('images.list', {})
export const blobs = () => names(images('blobs/sha256')).sort()
export const blobsOf = ({ id, manifest, layers }: Image) =>
  [id, manifest, ...layers.map(({ digest }) => digest)].map((digest) => digest.slice(7)).sort()
/** Folders of images, and of what was never one. */
export const folders = () => names(images()).filter((name) => name !== 'blobs')

export const web = async (): Promise<Made> => ({
  layers: [await busyboxLayer(), SECOND_LAYER],
  config: {
    Entrypoint: ['/bin/sh', '-c'],
    Cmd: ['cat /srv/page'],
    Env: ['GREETING=hi'],
    User: 'web',
    WorkingDir: '/srv',
    StopSignal: 'SIGINT',
    ExposedPorts: { '80/tcp': {} },
    Volumes: { '/data': {} },
  },
})
export const small = (content: string): Made => ({ layers: [[{ name: 'file', content }]] })

/** Before and after each test of a file that says so. */
export function withEngine(): void {
  beforeEach(async () => {
    engine = await TestEngine.open()
  })
  afterEach(() => engine.clear())
}
