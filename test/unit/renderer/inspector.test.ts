import { describe, expect, it } from 'vitest'
import { edges, nodeOf } from '../../../renderer/inspector/diagram.ts'
import { mountedIn } from '../../../renderer/inspector/mounted.ts'
import { INIT_ACTIONS, INIT_STATES, INIT_TABLE } from '../../../shared/lifecycle.ts'

describe('the state diagram', () => {
  it('draws every move of the table that changes the state', () => {
    const drawn = edges().flatMap(({ from, to, labels }) =>
      labels.map((label) => `${from} ${label} ${to}`),
    )
    for (const action of INIT_ACTIONS) {
      for (const state of INIT_STATES) {
        const cell = INIT_TABLE[action][state]
        if (!cell.allowed || cell.to === null) continue
        expect(drawn).toContain(`${nodeOf(state)} ${action} ${nodeOf(cell.to)}`)
      }
    }
  })

  it('draws each way once, and none in a circle', () => {
    const ways = edges().map(({ from, to }) => `${from} ${to}`)
    expect(new Set(ways).size).toBe(ways.length)
    expect(edges().some(({ from, to }) => from === to)).toBe(false)
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
