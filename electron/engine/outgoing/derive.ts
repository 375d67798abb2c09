import { createHash } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { ImageConfigChange } from '../../../shared/model.ts'
import { blobPath, readJsonBlob } from '../images/manifest.ts'
import type { ImageRecord } from '../images/record.ts'
import { TAG } from '../images/settle.ts'
import type { PackedLayer } from './layer.ts'

const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip'
const CONFIG = 'application/vnd.oci.image.config.v1+json'
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'

/** As much of an image's own texts as is changed here; every other key is kept as it is. */
const RawConfig = z.looseObject({
  config: z.looseObject({}).nullish(),
  rootfs: z.looseObject({ diff_ids: z.array(z.string()) }),
  history: z.array(z.looseObject({})).nullish(),
})
const RawManifest = z.looseObject({ layers: z.array(z.looseObject({})) })

/** What a new image has over the one below it. */
export interface Step {
  /** null: it only says other things */
  layer: PackedLayer | null
  config: ImageConfigChange
  createdBy: string
  comment: string
  /** ISO 8601 */
  at: string
}

/** The config of an image that is one step over another, whose config is `text`. */
export function derivedConfig(text: string, step: Step): object {
  const raw = RawConfig.parse(JSON.parse(text))
  const { layer, comment } = step
  return {
    ...raw,
    created: step.at,
    config: changedConfig(raw.config ?? {}, step.config),
    rootfs: { ...raw.rootfs, diff_ids: [...raw.rootfs.diff_ids, ...(layer ? [layer.diffId] : [])] },
    history: [
      ...(raw.history ?? []),
      {
        created: step.at,
        created_by: step.createdBy,
        ...(comment && { comment }),
        ...(!layer && { empty_layer: true }),
      },
    ],
  }
}

/** image-spec's own keys; what is given empty is taken away. */
function changedConfig(config: Record<string, unknown>, change: ImageConfigChange): object {
  const named: Record<string, string | string[] | undefined> = {
    Entrypoint: change.entrypoint,
    Cmd: change.cmd,
    Env: change.env,
    User: change.user,
    WorkingDir: change.workingDir,
  }
  const entries = Object.entries(named).filter(([, value]) => value !== undefined)
  const kept = Object.entries(config).filter(([key]) => !entries.some(([name]) => name === key))
  return Object.fromEntries([...kept, ...entries.filter(([, value]) => value && value.length > 0)])
}

/**
 * Makes the folder `layout`, in which the blobs of `base` and of the step's layer lie, the OCI layout of an image that is
 * that step over it.
 */
export async function writeDerived(layout: string, base: ImageRecord, step: Step): Promise<void> {
  const blobs = join(layout, 'blobs')
  const put = (mediaType: string, value: object) => {
    const text = JSON.stringify(value)
    const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`
    // What is there is lent, and never written again.
    const path = blobPath(blobs, digest)
    if (!existsSync(path)) writeFileSync(path, text, { mode: 0o600 })
    return { mediaType, digest, size: Buffer.byteLength(text) }
  }
  const { id, manifest } = base.image
  const config = put(CONFIG, derivedConfig(await readJsonBlob(blobs, id, 'config'), step))
  const below = RawManifest.parse(JSON.parse(await readJsonBlob(blobs, manifest, 'manifest')))
  const { layer } = step
  const layers = layer ? [{ mediaType: LAYER, digest: layer.digest, size: layer.size }] : []
  const top = put(MANIFEST, { ...below, config, layers: [...below.layers, ...layers] })
  writeFileSync(join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}')
  writeFileSync(
    join(layout, 'index.json'),
    JSON.stringify({
      schemaVersion: 2,
      manifests: [{ ...top, annotations: { 'org.opencontainers.image.ref.name': TAG } }],
    }),
  )
}
