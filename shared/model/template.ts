import { z } from 'zod'
import { CreateRequest } from './create.ts'
import { GivenId, text } from './ids.ts'

const { id: _id, namespace: _namespace, ...rest } = CreateRequest.shape

/** The create dialog's choices without what each container has for itself. */
export const TemplateRequest = z.object(rest)
export type TemplateRequest = z.infer<typeof TemplateRequest>
/** The same before defaults. */
export type TemplateInput = z.input<typeof TemplateRequest>

const TemplateName = text(60)
  .regex(/^[^\r\n]*$/, 'must be one line')
  .transform((name) => name.trim())
  .refine((name) => name !== '', 'a template needs a name')

/** What somebody chooses of a template. */
export const TemplateParts = z.object({
  name: TemplateName,
  description: text(400).default(''),
  request: TemplateRequest,
  /** where it stands: lower ones first, then by name */
  order: z.number().int().min(0).max(999).default(100),
  /** Ctrl Shift with this digit starts it; null: no key does */
  key: z.number().int().min(1).max(9).nullable().default(null),
})
export type TemplateParts = z.infer<typeof TemplateParts>

export const Template = TemplateParts.extend({
  id: GivenId,
  /** comes along with Runcible: it can be hidden and copied, not changed or removed */
  builtIn: z.boolean(),
  /** not offered */
  hidden: z.boolean(),
})
export type Template = z.infer<typeof Template>

/** A file in the templates' folder that is none, and why. It is left as it is. */
export const BrokenTemplate = z.object({ path: z.string(), why: z.string() })
export type BrokenTemplate = z.infer<typeof BrokenTemplate>

/** One file holds at most so many. */
export const MAX_TEMPLATES = 100
/** An export is text of at most so many characters. */
export const MAX_TEMPLATES_TEXT = 1024 * 1024
const VERSION = 1

/** What an export looks like, for an import and for people who read it. */
export const TemplatesFile = z.object({
  /** tells the file from any other JSON */
  runcible: z.literal('templates', 'must be "templates": this is no export of templates'),
  version: z
    .number()
    .int()
    .min(1)
    .max(VERSION, `was written by a newer Runcible: this one reads version ${VERSION}`),
  templates: z
    .array(TemplateParts.pick({ name: true, description: true, request: true }))
    .min(1, 'holds no template')
    .max(MAX_TEMPLATES, `holds more than ${MAX_TEMPLATES} templates`),
})
export type TemplatesFile = z.infer<typeof TemplatesFile>

/** The text of an export. */
export const templatesText = (templates: readonly TemplateParts[]) =>
  `${JSON.stringify(
    {
      runcible: 'templates',
      version: VERSION,
      templates: templates.map(({ name, description, request }) => ({
        name,
        description,
        request,
      })),
    },
    null,
    2,
  )}\n`
