import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import { until } from './until.ts'

export const USER = { username: 'ali', password: 'open sesame' }
/** bcrypt of that, made once: the registry takes no other form. */
const HTPASSWD = 'ali:$2b$05$abcdefghijklmnopqrstuupx2xBUC4954936wVIjyyPHmUBFu0wCW\n'

/** A registry on a free port of the loopback, over plain HTTP; reading and writing need USER where `locked`. */
export async function startRegistry(folder: string, program: string, locked: boolean) {
  mkdirSync(folder, { recursive: true })
  const port = await freePort()
  const password = join(folder, 'htpasswd')
  const config = join(folder, 'config.yml')
  writeFileSync(password, HTPASSWD)
  writeFileSync(
    config,
    JSON.stringify({
      version: '0.1',
      log: { level: 'error' },
      storage: { filesystem: { rootdirectory: join(folder, 'data') } },
      http: { addr: `127.0.0.1:${port}` },
      ...(locked && { auth: { htpasswd: { realm: 'test', path: password } } }),
    }),
  )
  const child = spawn(program, ['serve', config], { stdio: 'ignore' })
  const ended = new Promise((resolve) => child.once('close', resolve))
  await until(() => answers(port), 'the registry to answer')
  return {
    host: `127.0.0.1:${port}`,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}

const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
