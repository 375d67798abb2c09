import { Tabs } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './CountedTabs.module.css'

export interface CountedTab {
  name: string
  /** how many there are of it; null: it cannot be told */
  count: number | null
  content: ReactNode
}

/** Parts of a dialog beside each other, each with how much is in it. The first that has something is in front. */
export function CountedTabs({ label, tabs }: { label: string; tabs: readonly CountedTab[] }) {
  const first = tabs.findIndex(({ count }) => count !== 0)
  return (
    <Tabs defaultValue={String(Math.max(0, first))} keepMounted={false} className={classes.tabs}>
      <Tabs.List aria-label={label}>
        {tabs.map(({ name, count }, n) => (
          <Tabs.Tab key={name} value={String(n)}>
            {name} {count !== null && <span className={classes.count}>{count}</span>}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map(({ name, content }, n) => (
        <Tabs.Panel key={name} value={String(n)} className={classes.panel}>
          {content}
        </Tabs.Panel>
      ))}
    </Tabs>
  )
}
