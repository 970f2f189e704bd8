import type { AgentRole } from '@netloom/core'
import { expect, it } from 'vitest'
import { judgeRole } from '../src/judge-role.ts'

const nothing = (): never[] => []
const SOUND = {
  root: 'host/h1',
  entity: 'BEACON',
  base: nothing,
  topics: nothing,
  includes: () => false,
  sync: () => ({ keys: new Set(), ports: new Set(), changedPorts: new Set(), begin: [], end: [] }),
  portsOf: nothing,
  portOfDevice: () => undefined,
  changedReports: nothing,
  readyPorts: nothing,
  allReports: nothing,
} as unknown as AgentRole

it('a role with every hook is taken as it is', () => {
  expect(judgeRole({ agentType: 'Beacon agent' }, SOUND)).toBe(SOUND)
})

it.each([
  ['a hook of an earlier contract', { changedReports: undefined, news: nothing }, 'changedReports'],
  ['several', { readyPorts: 1, allReports: undefined }, 'readyPorts, allReports'],
  ['a topic to begin with', { root: '' }, 'root'],
])('a role without %s is refused by name', (_, change, lacking) => {
  expect(() => judgeRole({ agentType: 'Beacon agent' }, { ...SOUND, ...change } as unknown as AgentRole)).toThrow(
    `role of a Beacon agent: what create() returns has no ${lacking}; update the package that brings the role`,
  )
})
