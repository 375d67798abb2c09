import { expect, test } from 'vitest'
import { isOwnExport } from '../../../electron/desktop/exports.ts'
import { isConsoleLink, isWebLink } from '../../../electron/desktop/origin.ts'

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

test.each([
  ['runcible://app/?console=%7B%7D', true],
  ['runcible://app/', false],
  ['runcible://app/?x&console=1', false],
  ['runcible://app/?console=1#x', false],
  ['runcible://app.evil/?console=1', false],
  ['https://evil.example/?console=1', false],
  ['file:///?console=1', false],
])('%s may have a window of its own: %s', (url, may) => {
  expect(isConsoleLink(url)).toBe(may)
})

test.each([
  ['blob:runcible://app/0f1c', true],
  ['blob:runcible://app.evil/0f1c', false],
  ['blob:https://evil.example/0f1c', false],
  ['https://evil.example/a.json', false],
  ['runcible://app/index.html', false],
  ['data:application/json,1', false],
])('%s may be saved as a file: %s', (url, may) => {
  expect(isOwnExport(url)).toBe(may)
})
