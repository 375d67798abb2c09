import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { getuid } from 'node:process'
import type { ExecRequest } from '../../../shared/model.ts'
import { resolveProcess } from '../bundle/compose.ts'
import type { ExecLayout } from '../paths.ts'
import type { EngineContext } from './context.ts'
import type { ExecParent } from './exec-parent.ts'
import type { ExecMetadata } from './metadata.ts'

/** What a new exec is to be, before anything is made. Throws `invalid-input` for a user that the rootfs does not know. */
export async function plannedExec(
  { bootId }: EngineContext,
  parent: ExecParent,
  request: ExecRequest,
) {
  const { spec, rootfs } = parent.spec()
  const process = await resolveProcess(spec, request, rootfs, getuid?.() !== 0)
  const meta: ExecMetadata = {
    version: 1,
    id: `exec-${randomBytes(4).toString('hex')}`,
    bootId,
    request,
    createdAt: new Date().toISOString(),
    startedAt: null,
    state: 'created',
    exit: null,
    process: null,
    monitor: null,
    args: process.args,
    cwd: process.cwd,
    user: `${process.user.uid}:${process.user.gid}`,
    env: process.env ?? [],
    terminal: process.terminal ?? false,
    stdinClosed: request.stdin === 'none',
  }
  return { process, meta }
}

export function makeExecFolders(layout: ExecLayout): void {
  for (const dir of [layout.dir, layout.exits(), layout.conmonWork()]) {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
  }
}
