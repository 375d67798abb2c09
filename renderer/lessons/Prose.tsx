import { Anchor } from '@mantine/core'
import { memo } from 'react'
import Markdown, { type Components } from 'react-markdown'
import classes from './Prose.module.css'
import { isWebLink } from './web-link.ts'

/** A page of our own has no business in a lesson, and an image would ask somebody for it. */
const PARTS: Components = {
  a: ({ href, children }) =>
    href && isWebLink(href) ? (
      <Anchor href={href} target="_blank" rel="noopener noreferrer" inherit underline="always">
        {children}
      </Anchor>
    ) : (
      children
    ),
  img: ({ alt }) => <em>{alt}</em>,
  // Titles of ours stand above.
  h1: ({ children }) => <h4>{children}</h4>,
  h2: ({ children }) => <h4>{children}</h4>,
  h3: ({ children }) => <h4>{children}</h4>,
  // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it
  pre: ({ children }) => <pre tabIndex={0}>{children}</pre>,
}

/** A text of a lesson, whoever wrote it: HTML in it is shown as text, links open elsewhere, images are their words. */
export const Prose = memo(function Prose({ text }: { text: string }) {
  return (
    <div className={classes.prose}>
      <Markdown components={PARTS}>{text}</Markdown>
    </div>
  )
})
