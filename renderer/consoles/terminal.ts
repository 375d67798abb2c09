import { FitAddon } from '@xterm/addon-fit'
import { SearchAddon } from '@xterm/addon-search'
import { Unicode11Addon } from '@xterm/addon-unicode11'
import { WebLinksAddon } from '@xterm/addon-web-links'
import { WebglAddon } from '@xterm/addon-webgl'
import { Terminal } from '@xterm/xterm'
import { TerminalSize } from '../../shared/model.ts'
import { MONOSPACE } from '../theme.ts'
import { terminalTheme } from './terminal-theme.ts'

const SCROLLBACK_LINES = 10_000
const FONT_SIZE_PX = 13

export interface TerminalHandle {
  readonly term: Terminal
  readonly search: SearchAddon
  /** the size that its element has room for; null while that is not in sight */
  room(): TerminalSize | null
  setScheme(scheme: 'light' | 'dark'): void
  /** draws by WebGL, where that is fast, and only while in sight: a page has few such contexts */
  setVisible(visible: boolean): void
  dispose(): void
}

/** An xterm in `element`, with what every console has: links, search, wide characters, WebGL where the machine can. */
export function createTerminal(element: HTMLElement, scheme: 'light' | 'dark'): TerminalHandle {
  const term = new Terminal({
    allowProposedApi: true,
    fontFamily: MONOSPACE,
    fontSize: FONT_SIZE_PX,
    lineHeight: 1.2,
    scrollback: SCROLLBACK_LINES,
    cursorBlink: true,
    macOptionIsMeta: true,
    minimumContrastRatio: 4.5,
    theme: terminalTheme(scheme),
  })
  const fitAddon = new FitAddon()
  const search = new SearchAddon()
  term.loadAddon(fitAddon)
  term.loadAddon(search)
  term.loadAddon(new Unicode11Addon())
  term.loadAddon(new WebLinksAddon((_event, uri) => openLink(uri)))
  term.unicode.activeVersion = '11'
  term.open(element)

  let webgl: WebglAddon | null = null
  const dropWebgl = () => {
    webgl?.dispose()
    webgl = null
  }
  return {
    term,
    search,
    room: () => {
      if (element.clientWidth === 0 || element.clientHeight === 0) return null
      return TerminalSize.safeParse(fitAddon.proposeDimensions()).data ?? null
    },
    setScheme: (next) => {
      term.options.theme = terminalTheme(next)
    },
    setVisible: (visible) => {
      if (!visible) dropWebgl()
      else webgl ??= loadWebgl(term, dropWebgl)
    },
    dispose: () => {
      dropWebgl()
      term.dispose()
    },
  }
}

/** Null where the machine cannot: xterm then draws by the document. */
function loadWebgl(term: Terminal, onLoss: () => void): WebglAddon | null {
  if (!hasGraphics()) return null
  try {
    const addon = new WebglAddon()
    addon.onContextLoss(onLoss)
    term.loadAddon(addon)
    return addon
  } catch {
    return null
  }
}

/** Browsers' and Mesa's ways to draw without hardware. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software/i

let graphics: boolean | undefined

/**
 * Is there hardware behind WebGL? Where a browser only reckons it out (virtual machines, projectors on them), a flooding
 * console gets 23 frames a second by it and 59 by the document.
 */
function hasGraphics(): boolean {
  graphics ??= !SOFTWARE.test(nameOfGraphics())
  return graphics
}

/** What draws WebGL, by its name; '' where nothing says. */
function nameOfGraphics(): string {
  const context = document.createElement('canvas').getContext('webgl2')
  const names = context?.getExtension('WEBGL_debug_renderer_info')
  const name: unknown = names && context?.getParameter(names.UNMASKED_RENDERER_WEBGL)
  context?.getExtension('WEBGL_lose_context')?.loseContext()
  return typeof name === 'string' ? name : ''
}

/** What a container prints is not to be trusted: only web addresses are opened, and in a window that cannot reach ours. */
function openLink(uri: string): void {
  if (URL.canParse(uri) && /^https?:$/.test(new URL(uri).protocol)) {
    window.open(uri, '_blank', 'noopener,noreferrer')
  }
}
