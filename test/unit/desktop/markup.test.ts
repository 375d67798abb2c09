import { expect, test } from 'vitest'
import { escapeMarkup } from '../../../electron/desktop/markup.ts'

test('what a command holds is no markup of a notification', () => {
  expect(escapeMarkup('sh -c a && b <i>x</i> &amp; "q"')).toBe(
    'sh -c a &amp;&amp; b &lt;i&gt;x&lt;/i&gt; &amp;amp; "q"',
  )
})
