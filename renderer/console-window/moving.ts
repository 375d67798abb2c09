import { z } from 'zod'
import { goToTab, openTab } from '../actions/navigate.ts'
import type { ConsoleTarget } from '../model.ts'
import { tabKey, useTabs } from '../store/tabs.ts'
import { consoleLink, PlacedTarget } from './link.ts'

const CHANNEL = 'runcible.consoles'
/** Pixels. The desktop host chooses its own. */
const FEATURES = 'popup,width=840,height=540'
/** How long a console's window waits for a whole one to answer, ms. */
const ANSWER_MS = 500

/** What the windows of one page say to each other about a console that moves back. */
const Message = z.discriminatedUnion('kind', [
  /** from a console's window: who takes it? */
  z.object({ kind: z.literal('offer'), target: PlacedTarget }),
  /** from a whole one */
  z.object({ kind: z.literal('here'), window: z.string(), target: PlacedTarget }),
  /** to that whole one, and no other */
  z.object({ kind: z.literal('take'), window: z.string(), target: PlacedTarget }),
])
type Message = z.infer<typeof Message>

/** Opens a console in a window of its own; its tab here closes. A browser may refuse: then the tab stays. */
export function moveOut(target: ConsoleTarget): void {
  const key = tabKey(target)
  const opened = window.open(consoleLink(target), key, FEATURES)
  // The desktop host opens the window itself, and answers that it did not.
  if (opened || window.runcible) useTabs.getState().close(key)
}

/** In a whole window: takes consoles that come back. Gives what ends that. */
export function takeBack(): () => void {
  const me = crypto.randomUUID()
  const channel = new BroadcastChannel(CHANNEL)
  channel.onmessage = ({ data }) => {
    const message = Message.safeParse(data).data
    if (message?.kind === 'offer') {
      channel.postMessage({ kind: 'here', window: me, target: message.target } satisfies Message)
    } else if (message?.kind === 'take' && message.window === me) {
      openTab(message.target)
      goToTab(message.target)
      window.focus()
    }
  }
  return () => channel.close()
}

/** In a console's window: gives it to the first whole window that answers. False: there is none. */
export function moveBack(target: ConsoleTarget): Promise<boolean> {
  const channel = new BroadcastChannel(CHANNEL)
  return new Promise((resolve) => {
    const end = (taken: boolean) => {
      clearTimeout(late)
      channel.close()
      resolve(taken)
    }
    const late = setTimeout(() => end(false), ANSWER_MS)
    channel.onmessage = ({ data }) => {
      const message = Message.safeParse(data).data
      if (message?.kind !== 'here' || tabKey(message.target) !== tabKey(target)) return
      channel.postMessage({ kind: 'take', window: message.window, target } satisfies Message)
      end(true)
    }
    channel.postMessage({ kind: 'offer', target } satisfies Message)
  })
}
