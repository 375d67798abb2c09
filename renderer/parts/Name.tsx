import classes from './Name.module.css'

/** Names often differ in their ends only: so many of the last characters are always seen. */
const END = 8

/** A name that gives way in its middle where there is too little room for it. */
export function Name({ children: name }: { children: string }) {
  if (name.length <= 2 * END) return <span className={classes.name}>{name}</span>
  return (
    <span className={classes.name}>
      <span className={classes.start}>{name.slice(0, -END)}</span>
      <span className={classes.end}>{name.slice(-END)}</span>
    </span>
  )
}
