import { PID_OF_HOOK } from './loopback.ts'
import type { Spec } from './spec.ts'

/** At most so often it is looked, 10 ms apart, whether CRIU has set the name: a restore takes no longer than this to begin. */
const LOOKS = 3000

/**
 * CRIU writes the name of then a moment after the namespaces are there, and long before the processes run. So the new one is set
 * first, and set again as soon as it has been overwritten. What waits for that ends with the restore, or after half a minute.
 */
const KEEP_NAME = `${PID_OF_HOOK}; nsenter -t "$pid" -u sh -c '
name=/proc/sys/kernel/hostname
echo "$NAME" >$name
(
  looks=0
  while [ $looks -lt ${LOOKS} ] && kill -0 "$1"; do
    read -r now <$name
    if [ "$now" != "$NAME" ]; then
      echo "$NAME" >$name
      exit
    fi
    looks=$((looks + 1))
    sleep 0.01
  done
) </dev/null >/dev/null 2>&1 &
' sh "$pid" || true`

const ARGS = ['sh', '-c', KEEP_NAME]

/** A config.json for a restore under another host name than the checkpoint's: one that the processes find when they go on. */
export function withHostnameHook(spec: Spec, hostname: string): Spec {
  const path = process.env.PATH ? [`PATH=${process.env.PATH}`] : []
  const hook = { path: '/bin/sh', args: ARGS, env: [...path, `NAME=${hostname}`] }
  const bare = withoutHostnameHook(spec)
  const others = bare.hooks?.createRuntime ?? []
  return { ...bare, hostname, hooks: { ...bare.hooks, createRuntime: [...others, hook] } }
}

/** For a container that begins anew, or is restored under the name that it had: the hook of an earlier restore is gone. */
export function withoutHostnameHook(spec: Spec): Spec {
  const hooks = spec.hooks?.createRuntime
  if (!hooks?.some(isOurs)) return spec
  return { ...spec, hooks: { ...spec.hooks, createRuntime: hooks.filter((hook) => !isOurs(hook)) } }
}

const isOurs = (hook: unknown) =>
  JSON.stringify((hook as { args?: unknown } | null)?.args) === JSON.stringify(ARGS)
