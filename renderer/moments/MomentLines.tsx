import classes from './MomentLines.module.css'
import type { MomentTree, Place } from './tree.ts'

/** Height of a lane, px: a dot and its name. */
export const LANE_PX = 40
/** Where in a lane its line is, px. */
export const LINE_PX = 14
/** How much of a column a branch takes to come to its lane. */
const BEND = 0.5

/** The lines between the moments. Across, the unit is a column, so that nothing need be measured. */
export function MomentLines({ tree }: { tree: MomentTree }) {
  const height = tree.lanes * LANE_PX
  return (
    <svg
      className={classes.lines}
      viewBox={`0 0 ${tree.columns + 1} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {[...tree.moments, ...tree.nows].map((place) => (
        <path key={`${place.column} ${place.lane}`} d={lineTo(place)} />
      ))}
    </svg>
  )
}

function lineTo({ from, ...to }: Place & { from: Place | null }): string {
  const [x1, y1] = from ? [from.column + 0.5, heightOf(from)] : [0, LINE_PX]
  const [x2, y2] = [to.column + 0.5, heightOf(to)]
  const bend = x1 + Math.min(BEND, x2 - x1)
  const middle = (x1 + bend) / 2
  return `M${x1} ${y1} C${middle} ${y1} ${middle} ${y2} ${bend} ${y2} H${x2}`
}

const heightOf = ({ lane }: Place) => lane * LANE_PX + LINE_PX
