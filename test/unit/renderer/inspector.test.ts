import { describe, expect, it } from 'vitest'
import { goes, nodeOf, ways, wordHere } from '../../../renderer/inspector/diagram.ts'
import { LINES } from '../../../renderer/inspector/diagram-layout.ts'
import { mountedIn } from '../../../renderer/inspector/mounted.ts'
import { INIT_ACTIONS, INIT_STATES, INIT_TABLE } from '../../../shared/lifecycle.ts'

describe('the state diagram', () => {
  const drawn = ways().map(({ from, by, to }) => `${from} ${by} ${to}`)

  it('draws every move of the table that changes the state, and not what makes another of it', () => {
    expect(drawn.filter((way) => way.includes('recreate'))).toEqual([])
    for (const action of INIT_ACTIONS.filter((one) => one !== 'recreate')) {
      for (const state of INIT_STATES) {
        const cell = INIT_TABLE[action][state]
        if (!cell.allowed || cell.to === null) continue
        expect(drawn).toContain(`${nodeOf(state)} ${action} ${nodeOf(cell.to)}`)
      }
    }
  })

  it('draws nothing that the table forbids, each way once, and has a place for each', () => {
    for (const { from, by, to } of ways()) {
      if (by !== 'exit') expect([by, INIT_TABLE[by][from].allowed]).toEqual([by, true])
      expect(LINES[`${from} ${to}`]?.words[by]).toBeDefined()
    }
    expect(new Set(drawn).size).toBe(drawn.length)
    expect(Object.values(LINES).flatMap(({ words }) => Object.keys(words))).toHaveLength(
      drawn.length,
    )
  })

  it('shows what is under way where the container is, and on its arrow, whoever began it', () => {
    const busy = (action: 'pause' | 'start' | 'checkpoint') => ({ action, phase: '', since: '' })
    const seen = { state: 'running', status: 'running', busy: busy('checkpoint') } as const
    expect(wordHere(seen)).toBe('checkpointing')
    expect(goes(seen, { from: 'running', to: 'running', by: 'checkpoint' })).toBe(true)
    expect(goes(seen, { from: 'paused', to: 'paused', by: 'checkpoint' })).toBe(false)
    const waiting = { state: 'createdFromCheckpoint', status: 'created' } as const
    expect(wordHere({ ...waiting, busy: busy('start') })).toBe('restoring')
    expect(wordHere({ ...waiting, busy: null })).toBe('created')
    const pausing = { state: 'running', status: 'pausing', busy: null } as const
    expect(wordHere(pausing)).toBe('pausing')
    expect(goes(pausing, { from: 'running', to: 'paused', by: 'pause' })).toBe(true)
  })
})

describe('what is mounted, out of a config.json', () => {
  it('names host paths, volumes and devices, and the usual last', () => {
    const config = JSON.stringify({
      mounts: [
        { destination: '/proc', type: 'proc', source: 'proc' },
        { destination: '/dev/shm', type: 'tmpfs', source: 'shm', options: ['mode=1777'] },
        {
          destination: '/v',
          type: 'bind',
          source: '/s/volumes/notes/data',
          options: ['bind', 'ro'],
        },
        { destination: '/h', type: 'bind', source: '/s/volumes/x/y', options: ['rbind'] },
        { destination: '/t', type: 'tmpfs', source: 'tmpfs' },
      ],
      linux: {
        devices: [{ path: '/dev/fuse', type: 'c', major: 10, minor: 229 }],
        resources: {
          devices: [
            { allow: false, access: 'rwm' },
            { type: 'c', major: 10, minor: 229, access: 'r' },
          ],
        },
      },
    })
    const shown = mountedIn(config, '/s').map(({ destination, kind, from, options, usual }) =>
      [destination, kind, from, options, usual ? 'usual' : ''].filter(Boolean).join(' | '),
    )
    expect(shown).toEqual([
      '/v | volume | notes | bind, ro',
      '/h | host path | /s/volumes/x/y | rbind',
      '/t | tmpfs',
      '/dev/fuse | device | c 10:229 | r',
      '/proc | proc | usual',
      '/dev/shm | tmpfs | mode=1777 | usual',
    ])
  })

  it('a config.json with nothing in it has nothing', () => {
    expect(mountedIn('{"linux":{"devices":null}}', '/s')).toEqual([])
  })
})
