import type { CreateRequest, Image, ImageConfig } from '../../../shared/model.ts'
import { DEFAULT_ARGS } from './defaults.ts'
import type { Spec } from './spec.ts'

/**
 * The request with what the image's config says where it says nothing itself: the whole command line is entry point and
 * command, unless the request has one; variables of the request go over those of the image, each by its name.
 */
export function withImageDefaults(request: CreateRequest, config: ImageConfig): CreateRequest {
  const { process = {} } = request
  const args = [...config.entrypoint, ...config.cmd]
  const user = process.user ?? config.user
  const env = [...config.env, ...(process.env ?? [])]
  return {
    ...request,
    process: {
      ...process,
      args: process.args ?? (args.length > 0 ? args : DEFAULT_ARGS),
      cwd: process.cwd ?? (config.workingDir || '/'),
      ...(env.length > 0 && { env }),
      ...(user && { user }),
    },
  }
}

/** What has no place in a config.json stands in its annotations, under image-spec's own names (conversion.md). */
export function withImageAnnotations(spec: Spec, image: Omit<Image, 'usedBy'>): Spec {
  const { platform, created, config } = image
  const said: Record<string, string> = {
    'org.opencontainers.image.os': platform.os,
    'org.opencontainers.image.architecture': platform.architecture,
    'org.opencontainers.image.created': created ?? '',
    'org.opencontainers.image.stopSignal': config.stopSignal,
    'org.opencontainers.image.exposedPorts': config.exposedPorts.join(','),
  }
  const annotations = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== ''))
  return { ...spec, annotations: { ...annotations, ...spec.annotations } }
}
