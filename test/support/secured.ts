import { defaultSpec } from '../../electron/engine/bundle/defaults.ts'
import type { Rights } from '../../electron/engine/bundle/rights.ts'
import { withSecurity } from '../../electron/engine/bundle/security.ts'
import { securityOf } from '../../electron/engine/bundle/security-view.ts'
import { Spec } from '../../electron/engine/bundle/spec.ts'
import { CAPABILITIES, CreateRequest } from '../../shared/model.ts'

/** An engine on a machine whose kernel knows 40 capabilities, which lacks one and may not raise its limits. */
export const rights: Rights = {
  known: CAPABILITIES.slice(0, 40),
  held: new Set(CAPABILITIES.filter((name) => name !== 'CAP_SYS_RESOURCE')),
  raises: false,
  seccomp: true,
  limits: { RLIMIT_NOFILE: 20_000, RLIMIT_NPROC: Infinity, RLIMIT_CORE: Infinity },
  oomScoreAdj: 0,
}
export const mighty: Rights = { ...rights, raises: true, limits: { RLIMIT_NOFILE: 1_048_576 } }

export const request = (security?: unknown, rest: object = {}) =>
  CreateRequest.parse({
    namespace: 'default',
    id: 'c',
    source: { kind: 'starter' },
    ...rest,
    ...(security !== undefined && { security }),
  })
export const secured = (
  security?: unknown,
  spec = defaultSpec(false),
  over: Partial<Rights> = {},
) =>
  withSecurity(spec, request(security), {
    isNew: true,
    rootless: null,
    rights: { ...rights, ...over },
  })
/** As `runc spec` writes it. */
export const bundle = (rest: object = {}) =>
  Spec.parse({
    ociVersion: '1.0.2',
    process: { capabilities: { bounding: ['CAP_CHOWN'], effective: ['CAP_CHOWN'] }, ...rest },
    root: { path: 'rootfs' },
    linux: { namespaces: [{ type: 'pid' }, { type: 'mount' }], sysctl: { 'net.a': '1' } },
  })
export const deviations = (spec: Spec, of = rights) =>
  securityOf(spec, of).deviations.map(({ level, field, what }) => `${level} ${field}: ${what}`)
/** The failure of one that cannot be had. */
export const refused = (security: unknown, rest: object = {}) => {
  try {
    withSecurity(defaultSpec(false), request(security, rest), {
      isNew: true,
      rootless: null,
      rights,
    })
  } catch (error) {
    const { code, message, details } = error as {
      code: string
      message: string
      details: { field: string }
    }
    return { code, message, field: details.field }
  }
  throw new Error('it was not refused')
}
