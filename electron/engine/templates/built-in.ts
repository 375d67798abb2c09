import { type TemplateInput, TemplateParts } from '../../../shared/model.ts'

/** Where the web server is found: a port of its own network, to which one of this machine's leads. */
const WEB = { hostPort: 8080, containerPort: 80 }

interface AlongInput {
  id: string
  name: string
  description: string
  key: number
  request: TemplateInput
}

const INPUTS: readonly AlongInput[] = [
  {
    id: 'shell',
    name: 'Shell',
    description: 'A shell in a small busybox system.',
    key: 1,
    request: {
      source: { kind: 'starter' },
      process: { terminal: true },
      network: 'own',
      readonlyRootfs: false,
    },
  },
  {
    id: 'web-server',
    name: 'Web server',
    description: `busybox httpd with a page of its own at http://127.0.0.1:${WEB.hostPort}/; started again if it fails.`,
    key: 2,
    request: {
      source: { kind: 'starter' },
      process: { args: ['serve', String(WEB.containerPort)], terminal: false },
      stdin: 'none',
      network: { kind: 'outbound', ports: [WEB] },
      readonlyRootfs: false,
      naming: { labels: { app: 'web' }, restarts: 3 },
    },
  },
  {
    id: 'misbehaving',
    name: 'Misbehaving program',
    description:
      'For lessons: eats memory, forks, spins, leaks, hangs or fails, as its console is told. Within limits.',
    key: 3,
    request: {
      source: { kind: 'starter' },
      process: { args: ['misbehave'], terminal: true },
      network: 'own',
      readonlyRootfs: false,
      limits: { memory: 64 * 2 ** 20, cpus: 0.5, pids: 32 },
      naming: { labels: { lesson: 'debugging' } },
    },
  },
]

type Along = TemplateParts & { id: string }
let made: readonly Along[] | null = null

/** What comes along with Runcible: data like every template, checked by the same schema. Made when first asked for. */
export function builtIn(): readonly Along[] {
  made ??= INPUTS.map(({ id, ...parts }, order) => ({
    id,
    ...TemplateParts.parse({ ...parts, order }),
  }))
  return made
}
