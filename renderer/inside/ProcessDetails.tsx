import { t } from '@lingui/core/macro'
import type { InsideProcess } from '../../shared/model.ts'
import { engineWords } from '../language/engine-words.ts'
import { CountedTabs } from '../parts/CountedTabs.tsx'
import { Facts } from '../parts/Facts.tsx'
import { VirtualRows } from '../parts/VirtualRows.tsx'
import { stateInWords } from '../words/inside.ts'
import { bytes } from '../words/sizes.ts'
import { visible } from '../words/visible.ts'
import { FileRows } from './FileRows.tsx'
import classes from './Inside.module.css'

const NOT_HERE = t`It is not told; the notes above say why.`

/** One process of a moment. */
export function ProcessDetails({ process }: { process: InsideProcess }) {
  const { pid, name, args, env, maps, files, threads } = process
  return (
    <section className={classes.details} aria-label={t`Process ${pid}, ${{ name: visible(name) }}`}>
      <Facts
        facts={[
          [t`program`, visible(process.exe || name)],
          [t`works in`, visible(process.cwd) || '—'],
          [t`user`, process.uid],
          [t`state`, stateInWords(process.state)],
          [t`memory`, bytes(process.memory)],
        ]}
      />
      <CountedTabs
        label={t`About process ${pid}`}
        tabs={[
          {
            name: t`Arguments`,
            count: args?.length ?? null,
            content: <Words label={t`Arguments`} words={args} />,
          },
          {
            name: t`Environment`,
            count: env?.length ?? null,
            content: <Words label={t`Environment`} words={env} />,
          },
          { name: t`Memory`, count: maps.length, content: <Maps process={process} /> },
          {
            name: t({ message: 'Open files', context: 'a tab' }),
            count: files.length,
            content: <FileRows files={files} none={t`It has nothing open.`} />,
          },
          {
            name: t`Threads`,
            count: process.threadCount,
            content: (
              <VirtualRows label={t`Threads`} rows={threads} none={t`None is named.`}>
                {({ id, name }) => (
                  <span className={`${classes.row} ${classes.thread}`}>
                    <span className={classes.number}>{id}</span>
                    <code>{visible(name)}</code>
                  </span>
                )}
              </VirtualRows>
            ),
          },
        ]}
      />
    </section>
  )
}

/** Arguments, or variables, each as it was given. */
function Words({ label, words }: { label: string; words: readonly string[] | null }) {
  if (words === null) return <p className={classes.none}>{NOT_HERE}</p>
  return (
    <VirtualRows label={label} rows={words} none={t`There is none.`}>
      {(word) => (
        <span className={classes.row}>
          <code title={visible(word)}>{visible(word)}</code>
        </span>
      )}
    </VirtualRows>
  )
}

function Maps({ process: { maps } }: { process: InsideProcess }) {
  return (
    <VirtualRows
      label={t`Memory maps`}
      rows={maps}
      none={t`It has no memory.`}
      head={
        <span className={`${classes.row} ${classes.map}`}>
          <span>{t({ message: 'from', context: 'an address' })}</span>
          <span>{t`rights`}</span>
          <span className={classes.number}>{t`size`}</span>
          <span className={classes.number}>{t`in the moment`}</span>
          <span>{t`of`}</span>
        </span>
      }
    >
      {({ start, bytes: size, rights, what, taken }) => (
        <span className={`${classes.row} ${classes.map}`}>
          <code>{start}</code>
          <code>{rights}</code>
          <span className={classes.number}>{bytes(size)}</span>
          <span className={classes.number}>{taken > 0 && bytes(taken)}</span>
          <code title={visible(engineWords(what))}>
            {visible(engineWords(what)) || <span className={classes.dim}>{t`anonymous`}</span>}
          </code>
        </span>
      )}
    </VirtualRows>
  )
}
