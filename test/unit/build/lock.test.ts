import { expect, it } from 'vitest'
import { lockProblems } from '../../../build/lock.mjs'

it('finds nothing wrong with the lock file as it is', () => {
  expect(lockProblems()).toEqual([])
})

it('misses the entries of foreign platforms, wherever npm may have put them', () => {
  const packages = {
    '': { optionalDependencies: { top: '1' } },
    'node_modules/top': { optionalDependencies: { 'top-arm64': '1', inner: '1', shared: '1' } },
    'node_modules/top/node_modules/inner': {},
    'node_modules/shared': {},
  }
  expect(lockProblems(JSON.stringify({ packages }))).toEqual([
    'node_modules/top may use top-arm64, which has no entry',
  ])
})

it('minds a registry that is named', () => {
  const packages = { 'node_modules/a': { resolved: 'somewhere' } }
  expect(lockProblems(JSON.stringify({ packages }))).toHaveLength(1)
})
