import type { SshAddress } from '../../shared/hosts.ts'

/** An address as it is typed. */
export interface AddressFields {
  host: string
  user: string
  port: string
  identityFile: string
  command: string
}

export const fromAddress = (address: SshAddress | null): AddressFields => ({
  host: address?.host ?? '',
  user: address?.user ?? '',
  port: address?.port ? String(address.port) : '',
  identityFile: address?.identityFile ?? '',
  command: address?.command ?? '',
})

/** user@machine typed into the first field is as good as both; what was typed for the user goes before. */
export function toAddress(fields: AddressFields): SshAddress {
  const at = fields.host.lastIndexOf('@')
  const user = (fields.user || fields.host.slice(0, Math.max(at, 0))).trim()
  const { port, identityFile, command } = fields
  return {
    host: fields.host.slice(at + 1).trim(),
    ...(user && { user }),
    ...(port && { port: Number(port) }),
    ...(identityFile && { identityFile }),
    ...(command && { command }),
  }
}
