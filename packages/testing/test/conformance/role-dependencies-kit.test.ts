import type { Desired } from '@netloom/core'
import { describe, expect, it } from 'vitest'
import { agentRoleChecks, brokenRules } from '../../src/conformance/index.ts'
import { asking, type Broken, having, reporting } from './role-faults.ts'
import { rulesNamed } from './rules-named.ts'
import { toyRoleFixture } from './toy-role.ts'

const COUNTS = 'counts nothing as up before its steps are done, not even when one of several is'
const DEPENDS = 'reports what depends on a step when that step fails or is repeated, whichever it is, and why'
const CAUSES = 'gives each state the revision of an item behind it as cause, and objects causes of their own'

const broken: readonly Broken[] = [
  [
    'counts what is being made as up',
    having((role) => ({
      readyPorts: () => role.allReports().flatMap(({ portId, state }) => (state === 'down' ? [] : [portId])),
    })),
    COUNTS,
  ],
  [
    'is content with one of several states',
    having((role, { table, links }) => ({
      report: (portId) => {
        if (!role.zones.has(portId)) return undefined
        if (!links.has(portId)) return { portId, state: 'down' }
        const keys = [...table.keysOf(`tap/${portId}`), ...table.keysOf(`toy-zone/${role.zones.get(portId) ?? ''}`)]
        return { portId, state: keys.some((key) => table.isRight(key)) ? 'up' : 'building' }
      },
    })),
    COUNTS,
  ],
  [
    'does not know which ports need a zone',
    having((_role, { table }) => ({
      *portsOf(keys) {
        for (const key of keys)
          for (const unit of table.unitsOf(key)) if (unit.startsWith('tap/')) yield unit.slice('tap/'.length)
      },
    })),
    DEPENDS,
  ],
  ['does not say why', reporting(({ portId, state }) => ({ portId, state })), DEPENDS],
  ['names no revision', asking((desired) => [{ ...desired, cause: { ...desired.cause, revision: 0 } }]), CAUSES],
  [
    'stays at the revision that a state had first',
    () => {
      const causes = new Map<string, Desired['cause']>()
      return asking((desired, unit) => {
        const cause = causes.get(unit) ?? desired.cause
        causes.set(unit, cause)
        return [{ ...desired, cause }]
      })()
    },
    CAUSES,
  ],
  [
    'names a zone with the revision of its tap',
    having((role, context) => {
      const { view } = context
      const tapOf = (topic: string) => view.item(role.root, topic.replace('toy-zone/z', 'tap/t'))
      const item: typeof view.item = (topic, key) => {
        const found = view.item(topic, key)
        return found && key === 'zone' ? { ...found, revision: tapOf(topic)?.revision ?? found.revision } : found
      }
      const renderTap = role.renderTap.bind(role)
      return {
        context: { ...context, view: Object.assign(Object.create(view) as typeof view, { item }) },
        renderTap: (key) => [...renderTap(key), ...role.renderZone(key.replace('tap/t', 'toy-zone/z'))],
      }
    }),
    CAUSES,
  ],
  [
    'names the same cause for all',
    asking((desired) => [{ ...desired, cause: { ...desired.cause, object: 'toy/host1' } }]),
    CAUSES,
  ],
]

describe('kit for roles of agents, on what reports and states stand on', () => {
  it.each(broken)('catches a role that %s', async (_flaw, options, rule) => {
    const setup = { open: () => Promise.resolve(toyRoleFixture(options())) }
    expect(await brokenRules(rulesNamed(agentRoleChecks, rule), setup)).toEqual([rule])
  })
})
