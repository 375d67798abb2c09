import { type ConsoleTarget, keyOf } from '../model.ts'

/** One string for a console, as a key of tabs. */
export function tabKey(target: ConsoleTarget): string {
  switch (target.kind) {
    case 'init':
      return `init:${keyOf(target)}`
    case 'exec':
      return `exec:${keyOf(target)}/${target.exec}`
    case 'shell':
      return `shell:${target.host}/${target.shell}`
  }
}
