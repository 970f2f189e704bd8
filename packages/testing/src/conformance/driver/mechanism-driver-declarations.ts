import { QOS_RULE_TYPES } from '@netloom/core'
import type { ConformanceCheck } from '../support/check.ts'
import type { MechanismDriverFixture } from './mechanism-driver-fixture.ts'

type Check = ConformanceCheck<MechanismDriverFixture>

/** Neutron's `binding:vnic_type`. */
const VNIC_TYPES: readonly string[] = [
  'normal',
  'direct',
  'macvtap',
  'baremetal',
  'direct-physical',
  'virtio-forwarder',
  'smart-nic',
  'vdpa',
  'accelerator-direct',
  'accelerator-direct-physical',
  'remote-managed',
]

/** Rules about what a driver says of itself: read once, compared word for word. */
export const declarationChecks: readonly Check[] = [
  {
    rule: 'says in known words what it is: name, agents, vnic types, connectivity, QoS',
    problems({ driver }) {
      const { name, agentType, connectivity, supportedVnicTypes, supportedQosRules = {} } = driver
      const problems: string[] = []
      if (!/^[\w.-]+$/.test(name)) problems.push(`name '${name}' is no word of mechanism_drivers`)
      if (agentType !== undefined && agentType.trim() !== agentType)
        problems.push(`agentType '${agentType}' has blanks around`)
      if (agentType === '') problems.push('agentType is empty: leave it out')
      if (connectivity !== undefined && !['l2', 'l3', 'legacy'].includes(connectivity))
        problems.push(`connectivity '${connectivity}' is none of l2, l3, legacy`)
      const unknown = supportedVnicTypes?.filter((type) => !VNIC_TYPES.includes(type)) ?? []
      problems.push(...unknown.map((type) => `vnic type '${type}' is none of binding:vnic_type`))
      if (supportedVnicTypes?.length === 0 && driver.bindPort !== undefined)
        problems.push('it binds, and supports no vnic type')
      const rules = Object.keys(supportedQosRules).filter((type) => !QOS_RULE_TYPES.some((known) => known === type))
      problems.push(...rules.map((type) => `QoS rule type '${type}' is none of ${QOS_RULE_TYPES.join(', ')}`))
      if (driver.name !== name || driver.agentType !== agentType) problems.push('it changes its name')
      return Promise.resolve(problems)
    },
  },
]
