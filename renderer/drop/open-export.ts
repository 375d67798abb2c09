import { t } from '@lingui/core/macro'
import { MAX_TEMPLATES_TEXT } from '../../shared/model.ts'
import { useDialogs } from '../store/dialogs.ts'
import { useHosts } from '../store/hosts.ts'
import { isExport } from '../templates/read-import.ts'
import { show } from './open-path.ts'

/** By its name: no folder that a container could be made of ends so. */
export const isExportFile = ({ name }: File) => name.endsWith('.json')

/** Opens the templates with what a dropped file holds, or says why it holds none. */
export async function openExport(file: File): Promise<void> {
  const text = file.size > MAX_TEMPLATES_TEXT ? '' : await file.text().catch(() => '')
  if (isExport(text)) {
    const { workedOn: host } = useHosts.getState()
    return useDialogs.getState().show({ kind: 'templates', host, text })
  }
  show({
    kind: 'words',
    what: t`${{ name: file.name }} is no export of templates.`,
    why: t`Templates are files that “Export” in the templates dialog made.`,
  })
}
