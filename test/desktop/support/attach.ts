import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { z } from 'zod'

/** Attached by then as a rule, on a busy machine too. */
const USUAL_MS = 5_000

const Targets = z.array(z.object({ type: z.string(), webSocketDebuggerUrl: z.string().optional() }))

/**
 * Waits for Playwright to attach to a program whose Chromium keeps its things in `userData`. Chromium 108 may lose the news
 * of a page's first navigation where a debugger attaches just while it is committed: the page is whole, Page.frameNavigated
 * never comes, and Playwright, which has no loader in a packaged program to hold its windows back, waits for it for ever.
 * Another navigation brings the news: the page is loaded anew.
 */
export async function attached<T>(launched: Promise<T>, userData: string): Promise<T> {
  const nudge = setInterval(() => reloadPages(userData).catch(() => {}), USUAL_MS)
  try {
    return await launched
  } finally {
    clearInterval(nudge)
  }
}

async function reloadPages(userData: string): Promise<void> {
  const [port] = (await readFile(join(userData, 'DevToolsActivePort'), 'utf8')).split('\n')
  const targets = Targets.parse(await (await fetch(`http://127.0.0.1:${port}/json/list`)).json())
  for (const { type, webSocketDebuggerUrl: url } of targets) {
    if (type !== 'page' || !url) continue
    console.log('Playwright missed the page: it is loaded anew')
    const socket = new WebSocket(url)
    await once(socket, 'open')
    socket.send(JSON.stringify({ id: 1, method: 'Page.reload' }))
    await once(socket, 'message')
    socket.close()
  }
}
