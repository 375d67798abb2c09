import type { InsideProcess } from '../../shared/model.ts'
import { CountedTabs } from '../parts/CountedTabs.tsx'
import { Facts } from '../parts/Facts.tsx'
import { VirtualRows } from '../parts/VirtualRows.tsx'
import { stateInWords } from '../words/inside.ts'
import { bytes } from '../words/sizes.ts'
import { visible } from '../words/visible.ts'
import { FileRows } from './FileRows.tsx'
import classes from './Inside.module.css'

const NOT_HERE = 'It is not told; the notes above say why.'

/** One process of a moment. */
export function ProcessDetails({ process }: { process: InsideProcess }) {
  const { pid, name, args, env, maps, files, threads } = process
  return (
    <section className={classes.details} aria-label={`Process ${pid}, ${visible(name)}`}>
      <Facts
        facts={[
          ['program', visible(process.exe || name)],
          ['works in', visible(process.cwd) || '—'],
          ['user', process.uid],
          ['state', stateInWords(process.state)],
          ['memory', bytes(process.memory)],
        ]}
      />
      <CountedTabs
        label={`About process ${pid}`}
        tabs={[
          {
            name: 'Arguments',
            count: args?.length ?? null,
            content: <Words label="Arguments" words={args} />,
          },
          {
            name: 'Environment',
            count: env?.length ?? null,
            content: <Words label="Environment" words={env} />,
          },
          { name: 'Memory', count: maps.length, content: <Maps process={process} /> },
          {
            name: 'Open files',
            count: files.length,
            content: <FileRows files={files} none="It has nothing open." />,
          },
          {
            name: 'Threads',
            count: process.threadCount,
            content: (
              <VirtualRows label="Threads" rows={threads} none="None is named.">
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
    <VirtualRows label={label} rows={words} none="There is none.">
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
      label="Memory maps"
      rows={maps}
      none="It has no memory."
      head={
        <span className={`${classes.row} ${classes.map}`}>
          <span>from</span>
          <span>rights</span>
          <span className={classes.number}>size</span>
          <span className={classes.number}>in the moment</span>
          <span>of</span>
        </span>
      }
    >
      {({ start, bytes: size, rights, what, taken }) => (
        <span className={`${classes.row} ${classes.map}`}>
          <code>{start}</code>
          <code>{rights}</code>
          <span className={classes.number}>{bytes(size)}</span>
          <span className={classes.number}>{taken > 0 && bytes(taken)}</span>
          <code title={visible(what)}>
            {visible(what) || <span className={classes.dim}>anonymous</span>}
          </code>
        </span>
      )}
    </VirtualRows>
  )
}
