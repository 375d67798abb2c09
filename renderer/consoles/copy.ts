import { SerializeAddon } from '@xterm/addon-serialize'
import type { Terminal } from '@xterm/xterm'

/** Puts the selection on the clipboard; nothing where nothing is selected. */
export async function copyText(term: Terminal): Promise<void> {
  if (term.hasSelection()) await navigator.clipboard.writeText(term.getSelection())
}

/** The selection with its colours, for a document; as text for those who take no other. */
export async function copyHtml(term: Terminal): Promise<void> {
  if (!term.hasSelection()) return
  const serializer = new SerializeAddon()
  term.loadAddon(serializer)
  const html = serializer.serializeAsHTML({ onlySelection: true, includeGlobalBackground: true })
  serializer.dispose()
  const as = (type: string, text: string) => [type, new Blob([text], { type })] as const
  const item = Object.fromEntries([as('text/html', html), as('text/plain', term.getSelection())])
  await navigator.clipboard.write([new ClipboardItem(item)])
}
