import type { Template, TemplateRequest } from '../../shared/model.ts'
import { formatArgs } from '../words/command-line.ts'
import { sourceInWords } from '../words/names.ts'

const DIGITS = [1, 2, 3, 4, 5, 6, 7, 8, 9]

/** The keys that can start a template: one that another has says whose it is. */
export const keyChoices = (known: readonly Template[], own: Template | undefined) =>
  DIGITS.map((digit) => {
    const other = known.find(({ key, id }) => key === digit && id !== own?.id)
    const label = `Ctrl Shift ${digit}`
    return {
      value: String(digit),
      label: other ? `${label} · ${other.name}` : label,
      disabled: other !== undefined,
    }
  })

/** What a template makes, as a line. */
export function templateInWords({ source, process, limits, network }: TemplateRequest): string {
  const parts = [
    sourceInWords(source),
    process?.args ? formatArgs(process.args) : null,
    network === 'host' ? 'the host’s network' : null,
    Object.keys(limits).length > 0 ? 'limited' : null,
  ]
  return parts.filter((part) => part !== null).join(' · ')
}

/** What somebody should look at before starting a template that another made. */
export function cautions({ source, network, runtime }: TemplateRequest): string[] {
  const { binary, criu, root, criuWorkPath } = runtime
  const programs = [binary, criu].filter((path) => path !== undefined)
  const folders = [root, criuWorkPath].filter((path) => path !== undefined)
  return [
    ...programs.map((path) => `runs ${path} on this machine, with your rights`),
    ...folders.map((path) => `writes into ${path}`),
    ...('path' in source ? [`uses the files in ${source.path}`] : []),
    ...(network === 'host' ? ['shares this machine’s network'] : []),
  ]
}
