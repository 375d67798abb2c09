import { t } from '@lingui/core/macro'
import type { ConfigDifference } from '../../shared/model.ts'
import { engineWords } from '../language/engine-words.ts'
import { PART_WORDS } from '../words/inspection.ts'
import { visible } from '../words/visible.ts'
import classes from './KernelView.module.css'

/** Where it is not as config.json asks for, a sentence each; calm where it is. */
export function Differences({ differences }: { differences: readonly ConfigDifference[] }) {
  if (differences.length === 0) {
    return <p className={classes.calm}>{t`It is as its config.json asks for.`}</p>
  }
  return (
    <section className={classes.differences} aria-label={t`Differences from config.json`}>
      <h3 className={classes.heading}>{t`Not as config.json asks for`}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what is longer than its box is scrolled by keys, too */}
      <ul className={classes.sentences} tabIndex={0}>
        {differences.map(({ part, what }) => (
          <li key={`${part} ${what}`} className={classes.sentence}>
            <span className={classes.dim}>{PART_WORDS[part]}</span>
            <span>{visible(engineWords(what))}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
