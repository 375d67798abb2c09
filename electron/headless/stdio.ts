import { Socket } from 'node:net'

/** stdin and stdout, kept for the client alone. */
export interface Stdio {
  input: Socket
  output: Socket
}

/**
 * Takes stdin and stdout for the client: what anybody else prints from now on goes to stderr, which may be gone. Not
 * process.stdout, which is there for everybody, and cannot be closed.
 */
export function takeStdio(): Stdio {
  keepStdout()
  return {
    input: new Socket({ fd: 0, readable: true, writable: false }),
    output: new Socket({ fd: 1, readable: false, writable: true }),
  }
}

/** From now on stdout is stderr for all who print, and a reader of either who has gone is no failure. */
export function keepStdout(): void {
  process.stderr.on('error', () => {})
  Object.defineProperty(process, 'stdout', { value: process.stderr, configurable: true })
}
