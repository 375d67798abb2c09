import { describe, expect, test } from 'vitest'
import { importOf, whyNoImport } from '../../../renderer/checkpoints/import-fields.ts'
import { checkpointLook } from '../../contract/samples/models.ts'

const image = `sha256:${'0'.repeat(64)}`
const fields = { name: ' mine ', rootfs: '', image, allow: ['mount /etc at /x'] }

describe('bringing a checkpoint in', () => {
  test('says what is lacking', () => {
    expect(whyNoImport(checkpointLook, fields)).toBeNull()
    expect(whyNoImport(checkpointLook, { ...fields, allow: [] })).toContain('1 more')
    expect(whyNoImport(checkpointLook, { ...fields, name: ' ' })).toContain('a name')
    expect(whyNoImport(checkpointLook, { ...fields, image: null })).toContain('image')
    expect(whyNoImport(checkpointLook, { ...fields, rootfs: 'x' })).toContain('begin with /')
    expect(whyNoImport({ ...checkpointLook, files: 'none' }, fields)).toContain('root filesystem')
    expect(whyNoImport({ ...checkpointLook, problem: 'it is' }, fields)).toBe('it is')
  })

  test('names what was seen, and a folder rather than an image', () => {
    const { path, seen } = checkpointLook
    const common = { path, seen, name: 'mine', allow: fields.allow }
    expect(importOf(checkpointLook, fields)).toEqual({ ...common, image })
    expect(importOf(checkpointLook, { ...fields, rootfs: '/r' })).toEqual({
      ...common,
      rootfs: '/r',
    })
  })
})
