import { t } from '@lingui/core/macro'
import type { Container } from '../model.ts'
import { goes, keyOfWay, type Node, nodeOf, type Way, ways, wordHere } from './diagram.ts'
import { BOX, CENTRES, HEIGHT, LINES, WIDTH } from './diagram-layout.ts'
import classes from './StateDiagram.module.css'
import { WayButton } from './WayButton.tsx'

const WAYS = ways()
const waysOf = (line: string) => WAYS.filter(({ from, to }) => `${from} ${to}` === line)

/**
 * The state table as a picture: where the container is and what goes from there. Each word at an arrow is the button that
 * goes it; an action under way is seen on its arrow, whoever began it.
 */
export function StateDiagram({ container }: { container: Container }) {
  const here = nodeOf(container.state)
  return (
    <section className={classes.diagram} aria-label={t`States`}>
      <svg
        className={classes.picture}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={t`State diagram: ${{ id: container.id }} is ${{ state: wordHere(container) }}`}
      >
        <defs>
          <marker
            id="arrow"
            viewBox="0 0 6 6"
            refX="5"
            refY="3"
            markerWidth="6"
            markerHeight="6"
            orient="auto"
          >
            <path d="M0 0 L6 3 L0 6 z" className={classes.head} />
          </marker>
        </defs>
        {Object.entries(LINES).map(([line, { d }]) => (
          <Line key={line} d={d} ways={waysOf(line)} container={container} />
        ))}
        {(Object.keys(CENTRES) as Node[]).map((node) => (
          <State key={node} node={node} word={node === here ? wordHere(container) : null} />
        ))}
      </svg>
      {WAYS.map((way) => {
        const [x, y] = LINES[`${way.from} ${way.to}`]?.words[way.by] ?? [0, 0]
        const style = { left: `${(100 * x) / WIDTH}%`, top: `${(100 * y) / HEIGHT}%` }
        return (
          <span key={keyOfWay(way)} className={classes.place} style={style}>
            <WayButton way={way} container={container} />
          </span>
        )
      })}
    </section>
  )
}

function Line({ d, ways, container }: { d: string; ways: Way[]; container: Container }) {
  const isOpen = ways.some(({ from }) => from === nodeOf(container.state))
  const isGoing = ways.some((way) => goes(container, way))
  return (
    <path
      className={classes.line}
      d={d}
      markerEnd="url(#arrow)"
      data-open={isOpen || undefined}
      data-going={isGoing || undefined}
    />
  )
}

/** `word`: what stands in it where the container is; null where it is not. */
function State({ node, word }: { node: Node; word: string | null }) {
  const [x, y] = CENTRES[node]
  return (
    <g className={classes.state} data-state={node} data-here={word !== null || undefined}>
      <rect x={x - BOX.width / 2} y={y - BOX.height / 2} {...BOX} rx="6" />
      <text x={x} y={y}>
        {word ?? node}
      </text>
    </g>
  )
}
