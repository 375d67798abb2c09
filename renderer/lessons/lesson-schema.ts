import { t } from '@lingui/core/macro'
import { z } from 'zod'
import { FEATURES } from '../../shared/model.ts'
import { parseSize } from './size.ts'

/** The shortest that is worth a step, and what fits a panel. */
const words = (max: number) => z.string().trim().min(1, t`says nothing`).max(max)
const count = z.number().int().min(0)

/** “32 MiB”, or bytes. */
const Size = z
  .union([z.string().max(40), z.number()])
  .transform((value, context) => {
    const bytes = typeof value === 'number' ? value : parseSize(value)
    if (bytes === null) context.addIssue({ code: 'custom', message: t`must read like 32 MiB` })
    return bytes ?? 0
  })
  .pipe(z.number().int().min(0))

const Limits = z.strictObject({
  memory: Size.optional(),
  cpus: z.number().min(0.01).max(64).optional(),
  pids: z.number().int().min(1).max(4096).optional(),
})

/** A container of the starter that a lesson is done on: what it runs, and within which bounds. */
const LessonContainer = z
  .strictObject({
    /** its name begins so */
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,19}$/, t`small letters, digits and dashes, at most 20`)
      .default('lesson'),
    /** what it runs; absent: a shell */
    args: z.array(z.string().max(4000)).min(1).max(50).optional(),
    /** in the place of args: a text for sh */
    script: z.string().min(1).max(8000).optional(),
    terminal: z.boolean().default(true),
    /** false: the lesson begins with a container that was not started */
    start: z.boolean().default(true),
    limits: Limits.default({}),
  })
  .refine(({ args, script }) => !args || !script, t`has args and a script: one of them`)
export type LessonContainer = z.infer<typeof LessonContainer>

/** What stands above a lesson's text. */
export const Front = z.strictObject({
  title: words(80),
  summary: words(300),
  /** that it takes about */
  minutes: z.number().int().min(1).max(240),
  /** what of the machine it needs, by preflight's names */
  needs: z.array(z.enum(FEATURES)).max(FEATURES.length).default([]),
  container: LessonContainer.optional(),
})
export type Front = z.infer<typeof Front>

export const STATES = ['created', 'running', 'paused', 'stopped', 'deleted'] as const
const FIGURES = ['cpu', 'memory', 'pids', 'oom kills'] as const
export const NAMESPACES = ['pid', 'net', 'mnt', 'uts', 'ipc', 'cgroup', 'user'] as const

/** A program by its name: `sleep`. */
const Program = z.string().regex(/^[\w.+-]{1,60}$/, t`must be the name of a program`)

const ProcessWanted = z.union(
  [
    Program.transform((name) => ({ name, state: undefined })),
    /** the kernel's letter */
    z.strictObject({ name: Program, state: z.enum(['R', 'S', 'D', 'T', 't', 'Z']).optional() }),
  ],
  t`must be the name of a program, or its name and its state: R, S, D, T, t, Z`,
)

/** What the engine can tell, as the answer to a question. */
export const FACTS = [
  'exit code',
  'exit signal',
  'host pid',
  'processes',
  'hostname',
  'memory limit',
] as const
const PROGRAM_FACT = /^(host|inside) pid of ([\w.+-]{1,60})$/
const NAMESPACE_FACT = new RegExp(`^namespace (${NAMESPACES.join('|')})$`)

export type Fact =
  | { kind: (typeof FACTS)[number] }
  | { kind: 'namespace'; type: (typeof NAMESPACES)[number] }
  | { kind: 'host pid of' | 'inside pid of'; name: string }

const FactNamed = z.string().transform((value, context): Fact => {
  const named = FACTS.find((one) => one === value)
  if (named) return { kind: named }
  const [, where, name = ''] = PROGRAM_FACT.exec(value) ?? []
  if (where) return { kind: where === 'host' ? 'host pid of' : 'inside pid of', name }
  const type = NAMESPACES.find((one) => one === NAMESPACE_FACT.exec(value)?.[1])
  if (type) return { kind: 'namespace', type }
  const known = [...FACTS, 'namespace pid', 'host pid of NAME', 'inside pid of NAME']
  context.addIssue({ code: 'custom', message: t`is no fact: ${{ known: known.join(', ') }}` })
  return z.NEVER
})

const Literal = z.union([words(200), z.number()]).transform(String)

/** What must be true for a step to be done: all of it, at the same time. */
export const Check = z
  .strictObject({
    state: z.enum(STATES),
    /** an action that was done on the container since the step began, by the journal's word */
    did: z
      .string()
      .regex(/^[a-z][a-z ]{0,39}$/, t`must be an action, in the journal’s word for it`),
    /** words that stand, in this order, in a command line that ran since the step began: `runc pause` */
    journal: z
      .string()
      .regex(/^\S+( \S+){0,9}$/, t`must be words of a command line`)
      .max(200),
    /** how the container ended */
    exit: z
      .strictObject({
        code: z.number().int().min(0).max(255).optional(),
        signal: z.number().int().min(1).max(64).optional(),
        oom: z.boolean().optional(),
      })
      .refine((exit) => Object.keys(exit).length > 0, t`says nothing`),
    /** a moment of the container was taken since the step began */
    moment: z.literal('taken'),
    /** another container, made of a moment of this one, is in that state */
    copy: z.enum(['running', 'paused', 'stopped']),
    limits: Limits.refine((limits) => Object.keys(limits).length > 0, t`says nothing`),
    /** what the container uses */
    figure: z
      .strictObject({ of: z.enum(FIGURES), atLeast: Size.optional(), atMost: Size.optional() })
      .refine(({ atLeast, atMost }) => atLeast !== undefined || atMost !== undefined, {
        message: t`needs atLeast or atMost`,
      }),
    /** a text that its console has shown, in one line */
    console: words(200),
    process: ProcessWanted,
    /** no process of that name runs in it */
    noProcess: Program,
    /** a program that was run beside the init, still there or ended */
    exec: Program,
    question: words(500),
    choices: z.array(Literal).min(2).max(6),
    /** of a question: word for word, but for capitals and spaces around it */
    answer: Literal,
    /** of a question: what the engine says when it is asked */
    fact: FactNamed,
    /** how many processes at least run in it */
    processes: count.min(1).max(4096),
  })
  .partial()
  .superRefine((check, context) => {
    const say = (message: string) => context.addIssue({ code: 'custom', message })
    const answers = [check.answer, check.fact].filter((one) => one !== undefined).length
    if (Object.keys(check).length === 0) say(t`asks for nothing`)
    else if (check.question !== undefined && answers !== 1) say(t`a question needs answer or fact`)
    else if (check.question === undefined && (answers > 0 || check.choices))
      say(t`choices, answer and fact belong to a question`)
    else if (check.choices && check.answer !== undefined && !check.choices.includes(check.answer))
      say(t`the answer is none of the choices`)
  })
export type Check = z.infer<typeof Check>
