import { FitAddon } from '@xterm/addon-fit'
import { SearchAddon } from '@xterm/addon-search'
import { Unicode11Addon } from '@xterm/addon-unicode11'
import { WebLinksAddon } from '@xterm/addon-web-links'
import { WebglAddon } from '@xterm/addon-webgl'
import { Terminal } from '@xterm/xterm'
import { TerminalSize } from '../../shared/model.ts'
import { ShownCommands } from './shown-commands.ts'
import { leastContrast, type TerminalLook, terminalTheme } from './terminal-theme.ts'

const SCROLLBACK_LINES = 10_000
/** As many places as are marked of what was found; more are counted. */
const MOST_MARKS = 10_000
/** Marks of what was found, and of commands that failed, beside the scroll bar. */
const RULER_PX = 10

/** How a terminal looks. */
export interface TerminalStyle {
  look: TerminalLook
  /** CSS */
  fontFamily: string
  /** px of the screen: a terminal is not zoomed */
  fontSize: number
}

export interface TerminalHandle {
  readonly term: Terminal
  readonly search: SearchAddon
  readonly commands: ShownCommands
  /** the size that its element has room for; null while that is not in sight */
  room(): TerminalSize | null
  setStyle(style: TerminalStyle): void
  /** draws by WebGL, where that is fast, and only while in sight: a page has few such contexts */
  setVisible(visible: boolean): void
  dispose(): void
}

/** An xterm in `element`, with what every console has: links, search, wide characters, WebGL where the machine can. */
export function createTerminal(element: HTMLElement, style: TerminalStyle): TerminalHandle {
  const term = new Terminal({
    allowProposedApi: true,
    fontFamily: style.fontFamily,
    fontSize: style.fontSize,
    overviewRuler: { width: RULER_PX },
    lineHeight: 1.2,
    scrollback: SCROLLBACK_LINES,
    cursorBlink: true,
    macOptionIsMeta: true,
    minimumContrastRatio: leastContrast(style.look),
    theme: terminalTheme(style.look),
  })
  const fitAddon = new FitAddon()
  const search = new SearchAddon({ highlightLimit: MOST_MARKS })
  term.loadAddon(fitAddon)
  term.loadAddon(search)
  term.loadAddon(new Unicode11Addon())
  term.loadAddon(new WebLinksAddon((_event, uri) => openLink(uri)))
  term.unicode.activeVersion = '11'
  const commands = new ShownCommands(term)
  term.open(element)

  let webgl: WebglAddon | null = null
  const dropWebgl = () => {
    webgl?.dispose()
    webgl = null
  }
  return {
    term,
    search,
    commands,
    room: () => {
      if (element.clientWidth === 0 || element.clientHeight === 0) return null
      return TerminalSize.safeParse(fitAddon.proposeDimensions()).data ?? null
    },
    setStyle: ({ look, fontFamily, fontSize }) => {
      term.options.theme = terminalTheme(look)
      term.options.minimumContrastRatio = leastContrast(look)
      term.options.fontFamily = fontFamily
      term.options.fontSize = fontSize
    },
    setVisible: (visible) => {
      if (!visible) dropWebgl()
      else webgl ??= loadWebgl(term, dropWebgl)
    },
    dispose: () => {
      dropWebgl()
      commands.dispose()
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
