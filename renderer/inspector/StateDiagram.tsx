import type { Container } from '../model.ts'
import { type Edge, edges, type Node, nodeOf } from './diagram.ts'
import classes from './StateDiagram.module.css'

const WIDTH = 284
const HEIGHT = 124
const BOX = { width: 64, height: 22 }
/** From one word at an arrow to the next. */
const LINE = 10

/** Centres of the states. */
const CENTRES: Readonly<Record<Node, readonly [x: number, y: number]>> = {
  created: [33, 18],
  running: [138, 18],
  stopped: [242, 18],
  paused: [138, 94],
  deleted: [242, 94],
}

/** How each move is drawn, and where its word stands: shaped by hand, so that nothing crosses. */
const PATHS: Readonly<Record<string, { d: string; word: readonly [number, number] }>> = {
  'created running': { d: 'M65 18 H104', word: [85, 13] },
  'running stopped': { d: 'M170 13 H208', word: [189, 8] },
  'stopped running': { d: 'M210 23 H172', word: [190, 33] },
  'running paused': { d: 'M128 29 V81', word: [108, 57] },
  'paused running': { d: 'M148 83 V31', word: [171, 57] },
  'paused stopped': { d: 'M170 90 C200 86 220 62 224 31', word: [222, 79] },
  'stopped deleted': { d: 'M246 29 V81', word: [264, 57] },
  'created deleted': { d: 'M33 29 V108 Q33 116 41 116 H234 Q242 116 242 107', word: [84, 112] },
}

const MOVES = edges()

/** The state table as a picture: where the container is, and the ways from there. Pausing is seen on its arrow. */
export function StateDiagram({ container }: { container: Container }) {
  const here = nodeOf(container.state)
  return (
    <svg
      className={classes.diagram}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`State diagram: ${container.id} is ${container.status}`}
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
      {MOVES.map((edge) => (
        <Arrow
          key={`${edge.from} ${edge.to}`}
          edge={edge}
          open={edge.from === here}
          going={container.status === 'pausing' && edge.labels.includes('pause')}
        />
      ))}
      {(Object.keys(CENTRES) as Node[]).map((node) => (
        <State key={node} node={node} here={node === here} />
      ))}
    </svg>
  )
}

function Arrow({ edge, open, going }: { edge: Edge; open: boolean; going: boolean }) {
  const path = PATHS[`${edge.from} ${edge.to}`]
  if (!path) return null
  const [x, y] = path.word
  return (
    <g className={classes.arrow} data-open={open || undefined} data-going={going || undefined}>
      <path d={path.d} markerEnd="url(#arrow)" />
      {edge.labels.map((label, line) => (
        <text key={label} x={x} y={y + line * LINE}>
          {label}
        </text>
      ))}
    </g>
  )
}

function State({ node, here }: { node: Node; here: boolean }) {
  const [x, y] = CENTRES[node]
  return (
    <g className={classes.state} data-state={node} data-here={here || undefined}>
      <rect x={x - BOX.width / 2} y={y - BOX.height / 2} {...BOX} rx="6" />
      <text x={x} y={y}>
        {node}
      </text>
    </g>
  )
}
