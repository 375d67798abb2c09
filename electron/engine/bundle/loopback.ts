import { SLIRP } from '../runtime/slirp4netns.ts'
import { hasNamespace } from './compose.ts'
import type { Spec } from './spec.ts'

/**
 * The state that a hook gets on stdin is a line of JSON, in which quotes inside strings are escaped: only a key reads `"pid":`,
 * and the first is its own. Without a program for it: each takes some milliseconds, and the restore waits.
 */
export const PID_OF_HOOK = `read -r state; pid=\${state#*\\"pid\\":}; pid=\${pid# }; pid=\${pid%%[!0-9]*}`

const UP = `${PID_OF_HOOK}; nsenter -t "$pid" -n ip link set lo up || true`

/**
 * What a way out leads to is not there before the processes run again. Without its address and a route CRIU gives up on all
 * of them for one connection that went over it; so the loopback stands in, until it is made (removeStandIn).
 */
const STAND_IN = `${PID_OF_HOOK}; printf '%s\\n' 'link set lo up' 'addr add ${SLIRP.address}/24 dev lo' \
'route add default dev lo src ${SLIRP.address}' | nsenter -t "$pid" -n ip -force -batch - || true`

const hookOf = (script: string) => ({ path: '/bin/sh', args: ['sh', '-c', script] })

/**
 * A config.json for a restore, in which the loopback of a private network is brought up before the sockets: runc has CRIU
 * make that network anew and empty, and connections over it cannot come back while it is down ("Network is unreachable").
 * runc runs createRuntime hooks at a restore as soon as the namespaces are there. `wayOut`: what went over one is to come back
 * too, if only to be told that it is gone.
 */
export function withLoopbackHook(spec: Spec, { wayOut = false } = {}): Spec {
  if (!hasNamespace(spec, 'network')) return spec
  const others = hooksOfOthers(spec)
  const path = process.env.PATH ? [`PATH=${process.env.PATH}`] : []
  const hook = { ...hookOf(wayOut ? STAND_IN : UP), env: path }
  return { ...spec, hooks: { ...spec.hooks, createRuntime: [...others, hook] } }
}

/** A config.json that an earlier restore has used, for a container that begins anew: runc runs these hooks at a create, too. */
export function withoutLoopbackHook(spec: Spec): Spec {
  const { createRuntime, ...hooks } = spec.hooks ?? {}
  if (!createRuntime?.some(isOurs)) return spec
  return { ...spec, hooks: { ...hooks, createRuntime: hooksOfOthers(spec) } }
}

const hooksOfOthers = (spec: Spec) =>
  spec.hooks?.createRuntime?.filter((hook) => !isOurs(hook)) ?? []

const OURS = [UP, STAND_IN].map((script) => JSON.stringify(hookOf(script).args))

const isOurs = (hook: unknown) =>
  OURS.includes(JSON.stringify((hook as { args?: unknown } | null)?.args))
