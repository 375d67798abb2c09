import { z } from 'zod'
import { HostId } from '../shared/hosts.ts'
import { ContainerRef, HostPath } from '../shared/model.ts'
import { goTo } from './actions/navigate.ts'
import { openPath } from './drop/open-path.ts'
import { placed } from './model.ts'
import { useAppearance } from './store/appearance.ts'
import { useDialogs } from './store/dialogs.ts'
import { useHosts } from './store/hosts.ts'

/** What the desktop host asks of the page (electron/desktop/asks.ts). */
const Ask = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('select'), host: HostId, container: ContainerRef }),
  z.object({ kind: z.literal('create') }),
  z.object({ kind: z.literal('zoom'), step: z.literal([1, -1, 0]) }),
  z.object({ kind: z.literal('open'), path: HostPath }),
])

/** Does what the desktop host asks for; in a browser nobody asks. */
export function heedAsks(): void {
  window.runcible?.onAsk((data) => {
    const ask = Ask.safeParse(data).data
    if (ask?.kind === 'select') goTo(placed(ask.host, ask.container))
    else if (ask?.kind === 'create')
      useDialogs.getState().show({ kind: 'create', preset: { host: useHosts.getState().workedOn } })
    else if (ask?.kind === 'zoom') useAppearance.getState().zoomBy(ask.step)
    else if (ask?.kind === 'open') void openPath(ask.path)
  })
}
