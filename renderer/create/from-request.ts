import { type TemplateInput, TemplateRequest } from '../../shared/model.ts'
import { toFields } from '../parts/limits-fields.ts'
import { namingFieldsOf } from '../parts/naming-fields.ts'
import { formatArgs } from '../words/command-line.ts'
import { MIB } from '../words/sizes.ts'
import { type CreateForm, newForm } from './form.ts'
import { fromMounts } from './mount-fields.ts'
import { fromNetwork } from './network-fields.ts'
import { fromSecurity } from './security-fields.ts'

/** The form that a request was made of, or could have been: what toRequest makes of it is the request again. */
export function formOf(template: TemplateInput): CreateForm {
  const request = TemplateRequest.parse(template)
  const { source, process = {}, stdin, runtime, network } = request
  const empty = newForm({ source })
  const { ioUid, ioGid, logSizeMax } = runtime
  return {
    ...empty,
    process: {
      command: process.args ? formatArgs(process.args) : '',
      env: process.env?.join('\n') ?? '',
      cwd: process.cwd ?? '',
      user: process.user ?? '',
      terminal: process.terminal ?? true,
      stdin,
    },
    terminal: process.terminal ?? null,
    hostname: request.hostname ?? '',
    limits: toFields(request.limits),
    network: network?.kind ?? (source.kind === 'bundle' ? 'source' : empty.network),
    networkFields: fromNetwork(network),
    readonlyRootfs: request.readonlyRootfs ?? false,
    mounting: fromMounts(request),
    security: fromSecurity(request.security),
    runtime: {
      ...empty.runtime,
      ...runtime,
      ioUid: ioUid === undefined ? '' : String(ioUid),
      ioGid: ioGid === undefined ? '' : String(ioGid),
      logMax: logSizeMax === undefined ? '' : String(logSizeMax / MIB),
    },
    naming: namingFieldsOf(request.naming),
  }
}
