import type { PortContext } from '@netloom/core'
import type { MechanismDriverFixture } from './mechanism-driver-fixture.ts'
import { sampleAgent, sampleNetwork, samplePortContext, sampleSegment, type SamplePort } from './sample-contexts.ts'

/** The life of a port, as the plugin tells it. */
export interface Life {
  readonly created: PortContext
  readonly bound: PortContext
  readonly active: PortContext
  readonly down: PortContext
  readonly unbound: PortContext
  readonly moved: PortContext
  readonly movedActive: PortContext
  readonly deleted: PortContext
}

export function lifeOf({ driver, segment, agentConfigurations = {} }: MechanismDriverFixture): Life {
  const bottom = sampleSegment(segment)
  const network = sampleNetwork([bottom])
  const agentType = driver.agentType ?? 'sample agent'
  const on = (host: string, rest: Omit<SamplePort, 'host' | 'agents'>): SamplePort => ({
    host,
    agents: [sampleAgent(agentType, host, agentConfigurations)],
    ...rest,
  })
  const created: SamplePort = { host: '', status: 'DOWN' }
  const bound = on('host1', { status: 'DOWN', segment: bottom, change: { revisionNumber: 2 } })
  const active = on('host1', { status: 'ACTIVE', segment: bottom, change: { revisionNumber: 3 } })
  const moved = on('host2', { status: 'DOWN', change: { revisionNumber: 4 } })
  const movedActive = on('host2', { status: 'ACTIVE', segment: bottom, change: { revisionNumber: 5 } })
  const down = on('host1', { status: 'DOWN', segment: bottom, change: { revisionNumber: 4 } })
  const unbound: SamplePort = { host: '', status: 'DOWN', change: { revisionNumber: 4 } }
  return {
    created: samplePortContext(network, created),
    bound: samplePortContext(network, bound, created),
    active: samplePortContext(network, active, bound),
    down: samplePortContext(network, down, active),
    unbound: samplePortContext(network, unbound, active),
    moved: samplePortContext(network, moved, active),
    movedActive: samplePortContext(network, movedActive, moved),
    deleted: samplePortContext(network, active),
  }
}
