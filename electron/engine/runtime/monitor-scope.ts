import { existsSync } from 'node:fs'
import { join } from 'node:path'

/**
 * What goes before conmon's command line where systemd runs the machine: a scope of its own (as Podman does it), or conmon
 * sits in the cgroup of the session or service that the engine belongs to and goes down with that. Empty elsewhere, and
 * for a user without a systemd of their own.
 */
export function monitorScope(env: NodeJS.ProcessEnv = process.env, booted = '/run/systemd/system') {
  if (!existsSync(booted)) return []
  const root = process.getuid?.() === 0
  const manager = env.XDG_RUNTIME_DIR && join(env.XDG_RUNTIME_DIR, 'systemd/private')
  if (!root && !(manager && existsSync(manager))) return []
  return ['systemd-run', root ? '--system' : '--user', '--scope', '--quiet', '--collect', '--']
}
