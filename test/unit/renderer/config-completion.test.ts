import { CompletionContext } from '@codemirror/autocomplete'
import { json } from '@codemirror/lang-json'
import { EditorState } from '@codemirror/state'
import { describe, expect, test } from 'vitest'
import { complete } from '../../../renderer/config-editor/completion.ts'

/** What is offered where | stands; null: nothing. */
function offered(text: string, explicit = false): string[] | null {
  const pos = text.indexOf('|')
  const state = EditorState.create({ doc: text.replace('|', ''), extensions: [json()] })
  const result = complete(new CompletionContext(state, pos, explicit))
  return result?.options.map(({ label }) => label) ?? null
}

describe('what may stand in a config.json', () => {
  test('names of the object that is typed in, but those that it has, and those of other systems', () => {
    const top = offered('{ "ociVersion": "1.0.2", "|" }')
    expect(top).toContain('"hostname"')
    expect(top).not.toContain('"ociVersion"')
    expect(top).not.toContain('"windows"')
    expect(offered('{ "linux": { "resources": { "me|" } } }')).toContain('"memory"')
    expect(offered('{ "mounts": [{ "destination": "/a" }, { "|" }] }')).toEqual(
      expect.arrayContaining(['"source"', '"destination"', '"options"']),
    )
    expect(offered('{ "linux": { "resources": {\n  |\n} } }', true)).toContain('"pids"')
  })

  test('words that are known, behind a name and in a list', () => {
    expect(offered('{ "linux": { "namespaces": [{ "type": "|" }] } }')).toContain('"network"')
    expect(offered('{ "linux": { "rootfsPropagation": "|" } }')).toContain('"private"')
    expect(offered('{ "process": { "capabilities": { "bounding": ["|"] } } }')).toContain(
      '"CAP_SYS_ADMIN"',
    )
    expect(offered('{ "process": { "rlimits": [{ "type": "|" }] } }')).toContain('"RLIMIT_NOFILE"')
    expect(offered('{ "process": { "terminal": | } }', true)).toEqual(['true', 'false'])
  })

  test('nothing where the specification says nothing, and nothing unasked', () => {
    expect(offered('{ "annotations": { "|" } }')).toBeNull()
    expect(offered('{ "process": { "cwd": "|" } }')).toBeNull()
    expect(offered('{ "nonsense": { "deep": { "|" } } }')).toBeNull()
    expect(offered('{ | }')).toBeNull()
    expect(offered('|', true)).toBeNull()
  })
})
