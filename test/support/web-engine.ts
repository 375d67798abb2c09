import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { WebSocket } from 'ws'
import type { Folders } from '../../electron/engine/paths.ts'
import { descendantsOf } from '../../electron/engine/runtime/proc.ts'
import type { Client } from '../../shared/client.ts'
import type { ContainerRef } from '../../shared/model.ts'
import { connect } from '../bench/host.ts'
import { bundled } from './bundle.ts'
import type { Host } from './hosts.ts'
import { names } from './test-engine.ts'
import { until } from './until.ts'

const PROGRAM = join(import.meta.dirname, '../../out/main/web.cjs')

export interface OtherWindow {
  /** Ends it in order. How long each key took that it typed, ms. */
  end(): Promise<number[]>
  kill(): Promise<void>
}

/** The web host as a user starts it, in a process of its own whose memory and descriptors can be looked at. */
export class WebEngine {
  pid = 0
  #url = ''
  #inspector = ''

  /** For TestEngine.open; `stop` ends it in order. */
  readonly open = async ({ state, run, tools }: Folders): Promise<Host> => {
    const child = spawn(process.execPath, ['--inspect=127.0.0.1:0', PROGRAM], {
      env: { ...process.env, RUNCIBLE_STATE: state, RUNCIBLE_RUN: run, RUNCIBLE_TOOLS: tools },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const ended = once(child, 'exit')
    let said = ''
    child.stderr.on('data', (text) => {
      said += text
    })
    this.#url = await Promise.race([
      printedUrl(createInterface({ input: child.stdout })),
      ended.then(() => Promise.reject(new Error(`the web host ended: ${said}`))),
    ])
    this.pid = child.pid ?? 0
    this.#inspector = /ws:\/\/\S+/.exec(said)?.[0] ?? ''
    const client = await this.connect()
    return {
      client,
      async stop() {
        client.close()
        child.kill('SIGTERM')
        await ended
      },
    }
  }

  /** One more window: a WebSocket of its own. */
  connect(): Promise<Client> {
    return connect(this.#url)
  }

  /** A window in a process of its own (window.ts): what it `does` with a container's console. */
  async window(container: ContainerRef, does: 'type' | 'watch'): Promise<OtherWindow> {
    const { namespace, id } = container
    const args = [await bundled('window'), this.#url, namespace, id, does]
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    let said = ''
    child.stdout.on('data', (text) => {
      said += text
    })
    const ended = once(child, 'exit')
    await until(() => said.startsWith('open\n') || child.exitCode !== null, 'a window of its own')
    return {
      async end() {
        child.stdin.end()
        await ended
        return JSON.parse(said.slice('open\n'.length))
      },
      async kill() {
        child.kill('SIGKILL')
        await ended
      },
    }
  }

  /** What the kernel has of its memory in RAM, bytes. */
  rss(): number {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8')
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024
  }

  /** What its objects take that are still in use, bytes: it is made to collect its garbage first. */
  async liveHeap(): Promise<number> {
    const inspector = new WebSocket(this.#inspector)
    await once(inspector, 'open')
    const ask = async (method: string) => {
      inspector.send(JSON.stringify({ id: 1, method }))
      const [answer] = await once(inspector, 'message')
      return JSON.parse(String(answer)).result
    }
    await ask('HeapProfiler.collectGarbage')
    const { usedSize } = await ask('Runtime.getHeapUsage')
    inspector.close()
    await once(inspector, 'close')
    return usedSize
  }

  /** How many descriptors it has open, without the pipe of each child that stands by: there are none to six of those. */
  descriptors(): number {
    const standing = descendantsOf(this.pid).filter((pid) => argv0(pid) === '/bin/sh')
    return names(`/proc/${this.pid}/fd`).length - standing.length
  }
}

async function printedUrl(lines: AsyncIterable<string>): Promise<string> {
  for await (const line of lines) {
    const url = /^URL: (\S+)/.exec(line)?.[1]
    if (url) return url
  }
  return new Promise(() => {})
}

function argv0(pid: number): string | undefined {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0]
}
