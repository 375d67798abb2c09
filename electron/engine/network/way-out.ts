import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { RuncibleError, toWireError, type WireError } from '../../../shared/errors.ts'
import type { ContainerRef, Network, OutboundNetwork, WayOut } from '../../../shared/model.ts'
import type { ContainerLayout, Layout } from '../paths.ts'
import { endConnections, removeStandIn } from '../runtime/nsenter.ts'
import { findProcess, isAlive, processStartTime } from '../runtime/proc.ts'
import { endSlirp, forwardPort, SLIRP, slirpArgv, startSlirp } from '../runtime/slirp4netns.ts'

/** How soon its end is seen. */
const LOOK_MS = 1000

interface Process {
  pid: number
  startTime: number
}

/** What a way out needs to know of its engine. */
interface Around {
  layout: Layout
  programs: { slirp4netns: string | null }
}

/**
 * The way out of a container with a network of its own: slirp4netns, which runs on without the engine and is found again by
 * its command line, in which the container's socket stands. It ends with the container's monitor.
 */
export class ContainerWayOut {
  readonly #around: Around
  readonly #layout: ContainerLayout
  readonly #socket: string
  readonly #changed: () => void
  #process: Process | null = null
  #problem: WireError | null = null
  #timer: NodeJS.Timeout | null = null

  /** `changed` is called when it has ended by itself. */
  constructor(around: Around, ref: ContainerRef, changed: () => void) {
    this.#around = around
    this.#layout = around.layout.container(ref)
    this.#socket = wayOutSocket(around.layout, ref)
    this.#changed = changed
  }

  /** As windows see it; null for a network that has none. */
  toModel(network: Network): WayOut | null {
    if (network.kind !== 'outbound') return null
    return {
      tool: 'slirp4netns',
      pid: this.#process?.pid ?? null,
      ...SLIRP,
      problem: this.#problem,
    }
  }

  /**
   * Makes it, with the network's ports; one that is there already is ended first. `pid` is the init's; `monitored`: conmon
   * lives, and it is to end with that. Throws `unavailable` without slirp4netns, and what that says; then there is none.
   */
  async open(network: OutboundNetwork, pid: number, monitored: boolean): Promise<void> {
    await this.end()
    const socket = this.#socket
    const helper = await startSlirp({
      binary: requireSlirp(this.#around),
      pid,
      socket,
      log: this.#layout.networkLog(),
      endsWith: monitored ? this.#layout.control() : null,
      hostLoopback: network.hostLoopback,
    })
    this.#process = { pid: helper, startTime: processStartTime(helper) ?? 0 }
    try {
      for (const port of network.ports) await forwardPort(socket, port)
    } catch (error) {
      await this.end()
      throw error
    }
    this.#watch()
  }

  /** As open, for a container that had one before: programs hear that what went over that is gone. */
  async reopen(network: OutboundNetwork, pid: number, monitored: boolean): Promise<void> {
    await this.end()
    await removeStandIn(pid)
    await this.open(network, pid, monitored)
    await endConnections(pid, SLIRP.address)
  }

  /** As reopen, but what fails is kept to be shown. */
  async tryReopen(network: OutboundNetwork, pid: number, monitored: boolean): Promise<void> {
    try {
      await this.reopen(network, pid, monitored)
    } catch (error) {
      this.fail(error)
    }
  }

  /** Takes over the one that an earlier engine started; false where it is not there. */
  adopt(): boolean {
    this.#process = findWayOut(this.#socket)
    if (this.#process) this.#watch()
    return this.#process !== null
  }

  /** There is none, and this is why. */
  fail(error: unknown): void {
    const wire = toWireError(error)
    this.#problem = { hint: 'Restore the way out once that is mended.', ...wire }
  }

  /** Ends it, with all that it opened. */
  async end(): Promise<void> {
    this.letGo()
    this.#problem = null
    const known = this.#process
    this.#process = null
    await endProcess(known)
    await rm(this.#socket, { force: true })
  }

  /** Looks after it no longer; it goes on. */
  letGo(): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
  }

  #watch(): void {
    this.letGo()
    this.#problem = null
    let missed = false
    this.#timer = setInterval(() => {
      if (!this.#process || isAlive(this.#process.pid, this.#process.startTime)) return
      // It ends with its container too, which is told a moment later.
      if (!missed) {
        missed = true
        return
      }
      this.letGo()
      this.#process = null
      this.fail(
        new RuncibleError('runtime-failed', 'slirp4netns has ended, and the way out with it', {
          hint: 'The container runs on without it. Restore the way out; connections over it are lost.',
          ...saidIn(this.#layout.networkLog()),
        }),
      )
      this.#changed()
    }, LOOK_MS).unref()
  }
}

/** slirp4netns' path. Throws `unavailable` where the machine has none. */
export function requireSlirp({ programs }: Pick<Around, 'programs'>): string {
  if (programs.slirp4netns) return programs.slirp4netns
  throw new RuncibleError('unavailable', 'a way out needs slirp4netns, which is not installed', {
    field: 'network',
    hint: 'Install it: apt-get install slirp4netns. Networks without a way out work without it.',
  })
}

/** The command line of a way out that is yet to be made. */
export const previewWayOut = (
  around: Around,
  ref: ContainerRef,
  { hostLoopback }: OutboundNetwork,
) =>
  slirpArgv({
    binary: around.programs.slirp4netns ?? 'slirp4netns',
    pid: 0,
    socket: wayOutSocket(around.layout, ref),
    log: '',
    endsWith: around.layout.container(ref).control(),
    hostLoopback,
  }).map((argument) => (argument === '0' ? 'PID' : argument))

/** Ends the way out of a container that nobody knows any more. */
export async function endWayOut(layout: Layout, ref: ContainerRef): Promise<void> {
  const socket = wayOutSocket(layout, ref)
  await endProcess(findWayOut(socket))
  await rm(socket, { force: true })
}

/** For a container that is restored without the one that it had: nothing stands in for it, and what went over it hears that. */
export async function closeWayOut(pid: number): Promise<void> {
  await endConnections(pid, SLIRP.address)
  await removeStandIn(pid)
}

/** Short, and of this container alone: a socket's path holds 107 bytes. */
const wayOutSocket = (layout: Layout, { namespace, id }: ContainerRef) => {
  const name = createHash('sha256').update(`${namespace}/${id}`).digest('hex').slice(0, 16)
  return join(layout.waysOut(), `${name}.sock`)
}

async function endProcess(found: Process | null): Promise<void> {
  if (found) await endSlirp(found.pid, () => isAlive(found.pid, found.startTime))
}

/** Its process is the only one with that socket on its command line; null where there is none. */
const findWayOut = (socket: string): Process | null => findProcess((argv) => argv.includes(socket))

/** What it says whenever it works. */
const USUAL = /^(api_handler|sent tapfd|received tapfd|WARNING: Support for seccomp|\* )/

function saidIn(log: string): { said?: string } {
  const said = contents(log)
    .split('\n')
    .findLast((line) => line !== '' && !USUAL.test(line))
  return said === undefined ? {} : { said }
}

function contents(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
