import { NotThere } from '../connection/NotThere.tsx'
import { useContainers } from '../store/containers.ts'
import { useMachines } from '../store/machines.ts'
import { tabKey, useTabs } from '../store/tabs.ts'
import classes from './ConsoleArea.module.css'
import { ConsoleView } from './ConsoleView.tsx'
import { TabStrip } from './TabStrip.tsx'
import { Welcome } from './Welcome.tsx'

/** The consoles that are open, one of them in sight. */
export function ConsoleArea() {
  const targets = useTabs((state) => state.targets)
  const active = useTabs((state) => state.active)
  const preview = useTabs((state) => state.preview)
  const known = useMachines((state) => state.byHost.size > 0)
  return (
    <div className={classes.area}>
      <TabStrip />
      <div className={classes.panels}>
        {known &&
          targets.map((target) => {
            const key = tabKey(target)
            return (
              <div
                key={key}
                role="tabpanel"
                id={`panel ${key}`.replaceAll(' ', '-')}
                aria-labelledby={`tab ${key}`.replaceAll(' ', '-')}
                className={classes.panel}
                hidden={key !== active}
              >
                <ConsoleView target={target} visible={key === active} preview={key === preview} />
              </div>
            )
          })}
        {known && targets.length === 0 && <Nothing />}
        {!known && <NotThere />}
      </div>
    </div>
  )
}

/** No console is open: what to do about that. */
function Nothing() {
  const empty = useContainers((state) => state.byKey.size === 0)
  if (empty) return <Welcome />
  return <p className={classes.nothing}>Choose a container to see its console here.</p>
}
