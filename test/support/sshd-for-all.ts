import type { TestProject } from 'vitest/node'
import { SshServer, withoutSshd } from './ssh-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** the sshd of the whole run, where everything goes over ssh */
    sshd: { folder: string; port: number }
  }
}

/** vitest's own set-up of a run over ssh: one sshd for all of its files. */
export default async function setUp(project: TestProject) {
  if (withoutSshd) return
  const server = await SshServer.start()
  project.provide('sshd', { folder: server.folder, port: server.port })
  return () => server.remove()
}
