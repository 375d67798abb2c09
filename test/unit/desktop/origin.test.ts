import { expect, test } from 'vitest'
import { isWebLink } from '../../../electron/desktop/origin.ts'

test.each([
  ['https://example.org/a?b#c', true],
  ['http://127.0.0.1:8080', true],
  ['file:///etc/passwd', false],
  ['javascript:alert(1)', false],
  ['runcible://app/', false],
  ['smb://host/share', false],
  ['mailto:a@example.org', false],
  ['https', false],
  ['', false],
])('%s may be handed to the browser: %s', (url, may) => {
  expect(isWebLink(url)).toBe(may)
})
