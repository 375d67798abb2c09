import { plural, t } from '@lingui/core/macro'
import { Button, FileButton, SegmentedControl, Textarea } from '@mantine/core'
import { type DragEvent, type FormEvent, useState } from 'react'
import type { HostId } from '../../shared/hosts.ts'
import type { Template } from '../../shared/model.ts'
import { IMPORT_TEMPLATES_PLACE, importTemplates } from '../actions/templates.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { FieldGroup } from '../parts/FieldGroup.tsx'
import { Section } from '../parts/Section.tsx'
import { useRunningAt } from '../store/running.ts'
import { type Read, readImport } from './read-import.ts'
import classes from './Templates.module.css'
import { cautions, templateInWords } from './words.ts'

const TAKEN = [
  { value: 'keepBoth', label: t`Keep both` },
  { value: 'replace', label: t`Replace` },
] as const

interface Props {
  host: HostId
  templates: readonly Template[]
  begin?: string | undefined
}

/** Templates out of a file or of text: what is in it is shown before anything of it is kept. */
export function ImportForm({ host, templates, begin }: Props) {
  const [text, setText] = useState(begin ?? '')
  const [taken, setTaken] = useState<'keepBoth' | 'replace'>('keepBoth')
  const running = useRunningAt(IMPORT_TEMPLATES_PLACE) !== undefined
  const read = readImport(text, templates)
  const take = async (file: File | null | undefined) => file && setText(await file.text())
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (read.kind !== 'templates' || running) return
    const choice = read.taken.length > 0 ? taken : 'refuse'
    if (await importTemplates(host, { text, taken: choice })) setText('')
  }
  const drop = (event: DragEvent) => {
    const file = event.dataTransfer.files[0]
    if (!file) return
    event.preventDefault()
    event.stopPropagation()
    void take(file)
  }
  return (
    <Section title={t`Bring templates in`} forced={begin !== undefined}>
      <form
        className={classes.form}
        onSubmit={submit}
        onDrop={drop}
        onDragOver={(event) => event.preventDefault()}
      >
        <Textarea
          label={t`Text of an export`}
          description={t`paste it, or drop its file here`}
          classNames={{ input: classes.text }}
          autosize
          minRows={3}
          maxRows={8}
          value={text}
          error={read.kind === 'wrong' ? read.why : undefined}
          onChange={(event) => setText(event.currentTarget.value)}
          spellCheck={false}
        />
        {read.kind === 'templates' && <Found read={read} taken={taken} onTaken={setTaken} />}
        <FailureAt place={IMPORT_TEMPLATES_PLACE} />
        <div className={classes.buttons}>
          <FileButton accept="application/json,.json" onChange={(file) => void take(file)}>
            {(props) => (
              <Button variant="default" {...props}>
                {t`Choose a file…`}
              </Button>
            )}
          </FileButton>
          <Button type="submit" loading={running} disabled={read.kind !== 'templates'}>
            {read.kind === 'templates'
              ? plural(
                  { number: read.templates.length },
                  {
                    one: 'Import # template',
                    other: 'Import # templates',
                  },
                )
              : t`Import`}
          </Button>
        </div>
      </form>
    </Section>
  )
}

interface FoundProps {
  read: Extract<Read, { kind: 'templates' }>
  taken: 'keepBoth' | 'replace'
  onTaken(taken: 'keepBoth' | 'replace'): void
}

function Found({ read, taken, onTaken }: FoundProps) {
  return (
    <>
      <ul className={classes.found} aria-label={t`What it holds`}>
        {read.templates.map(({ name, request }) => (
          <li key={name}>
            <strong>{name}</strong>{' '}
            <span className={classes.facts}>{templateInWords(request)}</span>
            {cautions(request).map((caution) => (
              <p key={caution} className={classes.caution}>
                ⚠ {caution}
              </p>
            ))}
          </li>
        ))}
      </ul>
      {read.taken.length > 0 && (
        <FieldGroup label={t`There already: ${{ names: read.taken.join(', ') }}`}>
          <SegmentedControl
            aria-label={t`What is there already`}
            data={[...TAKEN]}
            value={taken}
            onChange={onTaken}
          />
        </FieldGroup>
      )}
    </>
  )
}
