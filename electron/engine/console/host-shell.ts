import { spawn } from 'node-pty'
import type { ViewerRole } from '../../../shared/contract.ts'
import type { TerminalSize } from '../../../shared/model.ts'
import type { Sink, StreamSource } from '../../../shared/server.ts'
import { closingWithheld } from '../runtime/withheld.ts'
import { Recorder } from './recorder.ts'
import { Viewers } from './viewers.ts'

/** A shell that ignores the hang-up is killed after this. */
const HANGUP_MS = 2000

/** A terminal on the host, viewed as any other console. */
export interface HostShell {
  readonly pid: number
  view(sink: Sink<'console'>, as?: ViewerRole): StreamSource<'console'>
  resize(size: TerminalSize): void
  onExit(listener: (exit: { code: number; signal: number | null }) => void): void
  /** Hangs up, and kills what does not go. */
  close(): void
}

/** Starts `argv` in a terminal of its own (node-pty). `env` is all the environment it gets beside PATH and HOME. */
export function spawnHostShell(
  argv: readonly string[],
  { size = { cols: 80, rows: 24 }, env }: { size?: TerminalSize; env: Record<string, string> },
): HostShell {
  const { PATH = '', HOME = '/' } = process.env
  const whole = { PATH, HOME, ...env }
  const [program = '', ...args] = closingWithheld(argv, whole)
  // With no encoding node-pty gives and takes bytes, whatever its types say.
  const pty = spawn(program, args, { ...size, env: whole, encoding: null })
  const recorder = new Recorder({
    terminal: true,
    size,
    wanted: () => viewers.wanted ?? recorder.end,
  })
  const resize = (to: TerminalSize) => {
    if (ended) return
    pty.resize(to.cols, to.rows)
    recorder.resize(to)
    viewers.resized(to)
  }
  const viewers = new Viewers(recorder, {
    write: (bytes) => {
      if (!ended) pty.write(Buffer.from(bytes) as unknown as string)
    },
    resize,
    hold: (on) => (on ? pty.pause() : pty.resume()),
  })
  let ended = false
  pty.onData((data: unknown) => {
    recorder.append('stdout', data as Uint8Array)
    viewers.output((data as Uint8Array).length)
  })
  pty.onExit(() => {
    ended = true
    viewers.end()
  })
  return {
    pid: pty.pid,
    view: (sink, as) => viewers.view(sink, as),
    resize,
    onExit: (listener) => {
      pty.onExit(({ exitCode, signal }) => listener({ code: exitCode, signal: signal || null }))
    },
    close: () => {
      viewers.close()
      recorder.dispose()
      if (ended) return
      pty.kill('SIGHUP')
      const late = setTimeout(() => ended || pty.kill('SIGKILL'), HANGUP_MS)
      late.unref()
    },
  }
}
