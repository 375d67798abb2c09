import { t } from '@lingui/core/macro'
import { type Image, type ImageConfigChange, ImageName } from '../../shared/model.ts'
import type { CommitFields } from '../actions/outgoing.ts'
import { engineWords } from '../language/engine-words.ts'
import { formatArgs, parseCommandLine } from '../words/command-line.ts'

/** What a new image is to be, as it is typed. */
export interface CommitForm {
  name: string
  comment: string
  /** command lines */
  entrypoint: string
  cmd: string
  /** NAME=value, one a line */
  env: string
  user: string
  workingDir: string
}

/** Beginning with what the image below it says. */
export const commitForm = (name: string, { config }: Pick<Image, 'config'>): CommitForm => ({
  name,
  comment: '',
  entrypoint: formatArgs(config.entrypoint),
  cmd: formatArgs(config.cmd),
  env: config.env.join('\n'),
  user: config.user,
  workingDir: config.workingDir,
})

/** What was typed, as the engine takes it: only what is otherwise than in the image below. */
export function toCommit(form: CommitForm, below: Pick<Image, 'config'>): CommitFields {
  const before = commitForm(form.name, below)
  const config: ImageConfigChange = {
    ...(form.entrypoint !== before.entrypoint && { entrypoint: wordsOf(form.entrypoint) }),
    ...(form.cmd !== before.cmd && { cmd: wordsOf(form.cmd) }),
    ...(form.env !== before.env && {
      env: form.env.split('\n').filter((line) => line.trim() !== ''),
    }),
    ...(form.user !== before.user && { user: form.user }),
    ...(form.workingDir !== before.workingDir && { workingDir: form.workingDir }),
  }
  return { name: form.name, config, comment: form.comment }
}

const wordsOf = (line: string) => {
  const parsed = parseCommandLine(line)
  return 'args' in parsed ? parsed.args : []
}

/** What is wrong with what was typed, by field. */
export function commitErrors(form: CommitForm): Partial<Record<keyof CommitForm, string>> {
  const line = (text: string) => {
    const parsed = parseCommandLine(text)
    return 'error' in parsed ? parsed.error : undefined
  }
  const issue = ImageName.safeParse(form.name).error?.issues[0]
  const wrong = {
    name: issue && engineWords(issue.message),
    entrypoint: line(form.entrypoint),
    cmd: line(form.cmd),
    env: form.env.split('\n').every((one) => one.trim() === '' || /^[^=]+=/.test(one))
      ? undefined
      : t`each line must read NAME=value`,
    workingDir:
      form.workingDir === '' || form.workingDir.startsWith('/')
        ? undefined
        : t`must be an absolute path`,
  }
  return Object.fromEntries(Object.entries(wrong).filter(([, said]) => said !== undefined))
}
