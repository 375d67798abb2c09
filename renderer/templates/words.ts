import { t } from '@lingui/core/macro'
import {
  hostPortOf,
  type Network,
  type Template,
  type TemplateRequest,
} from '../../shared/model.ts'
import { keysInWords } from '../keys/bindings.ts'
import { formatArgs } from '../words/command-line.ts'
import { sourceInWords } from '../words/names.ts'
import { portInWords } from '../words/network.ts'
import { templateName } from './names.ts'

const DIGITS = [1, 2, 3, 4, 5, 6, 7, 8, 9]

/** The keys that can start a template: one that another has says whose it is. */
export const keyChoices = (known: readonly Template[], own: Template | undefined) =>
  DIGITS.map((digit) => {
    const other = known.find(({ key, id }) => key === digit && id !== own?.id)
    const label = keysInWords(`template.${digit}`) ?? t`digit ${digit}`
    return {
      value: String(digit),
      label: other ? `${label} · ${templateName(other)}` : label,
      disabled: other !== undefined,
    }
  })

/** What a template makes, as a line. */
export function templateInWords({ source, process, limits, network }: TemplateRequest): string {
  const parts = [
    sourceInWords(source),
    process?.args ? formatArgs(process.args) : null,
    network && network.kind !== 'own' ? networkShort(network) : null,
    Object.keys(limits).length > 0 ? t`limited` : null,
  ]
  return parts.filter((part) => part !== null).join(' · ')
}

/** What somebody should look at before starting a template that another made. */
export function cautions({ source, network, runtime }: TemplateRequest): string[] {
  const { binary, criu, root, criuWorkPath } = runtime
  const programs = [binary, criu].filter((path) => path !== undefined)
  const folders = [root, criuWorkPath].filter((path) => path !== undefined)
  return [
    ...programs.map((path) => t`runs ${path} on this machine, with your rights`),
    ...folders.map((path) => t`writes into ${path}`),
    ...('path' in source ? [t`uses the files in ${{ path: source.path }}`] : []),
    ...networkCautions(network),
  ]
}

function networkShort(network: Network): string {
  switch (network.kind) {
    case 'outbound':
      return [t`a way out`, ...network.ports.map(portInWords)].join(', ')
    case 'container':
      return t`${{ container: network.container }}’s network`
    default:
      return t`the host’s network`
  }
}

function networkCautions(network: Network | undefined): string[] {
  switch (network?.kind) {
    case 'host':
      return [t`shares this machine’s network`]
    case 'outbound':
      return [
        t`reaches what this machine reaches`,
        ...(network.hostLoopback ? [t`reaches what listens on this machine’s loopback`] : []),
        ...network.ports.map((port) => t`opens ${{ port: hostPortOf(port) }} on this machine`),
      ]
    case 'container':
      return [t`shares the network of ${{ container: network.container }}`]
    default:
      return []
  }
}
