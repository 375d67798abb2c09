import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { takeGreeting } from '../../../electron/engine/door/greeting.ts'
import type { Folders } from '../../../electron/engine/paths.ts'
import type { Connection, Transport, TransportKind } from '../transport.ts'
import { framed } from './framed.ts'
import { served } from './served.ts'

/** A program that carries an engine's frames on its stdin and stdout. Dropped, it is killed. */
async function pipedTo([program = '', ...args]: readonly string[], ends: Promise<unknown>[]) {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  ends.push(once(child, 'exit'))
  child.stdin.on('error', () => {})
  await takeGreeting(child.stdout)
  return framed(child.stdout, child.stdin, () => child.kill('SIGKILL'))
}

/** Connections to whoever serves behind the door of these folders: a program for each, which joins there. */
export function throughPrograms(
  command: readonly string[],
): Transport & { gone(): Promise<unknown> } {
  const ends: Promise<unknown>[] = []
  const gone = () => Promise.all(ends)
  return {
    connect: (): Promise<Connection> => pipedTo(command, ends),
    gone,
    close: async () => void (await gone()),
  }
}

/** A kind whose connections each go through a program of their own; `commandOn` names the one that joins these folders. */
export const pipes = (
  name: string,
  commandOn: (folders: Pick<Folders, 'state' | 'run'>) => readonly string[],
): TransportKind => ({
  name,
  async start(attach) {
    const place = await served(attach)
    const { connect, gone } = throughPrograms(commandOn(place.folders))
    return { connect, close: () => place.close(gone) }
  },
})
