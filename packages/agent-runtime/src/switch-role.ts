import type { AgentRole, FirewallRenderer, SwitchRenderer, Synced, TraceAnswer, TraceQuestion } from '@netloom/core'
import { hostTopic, L2_ENTITY, type PortReport, type Topic, tunnelsTopic } from '@netloom/core/wire'
import type { RoleContext, RoleDescription } from './agent-role.ts'
import type { Work } from './inbox.ts'
import { GroupInterest } from './group-interest.ts'
import { GroupSync } from './group-sync.ts'
import { Interest } from './interest.ts'
import { BoundSegments } from './bound-segments.ts'
import { ItemRenderer } from './item-renderer.ts'
import { PortStatus } from './port-status.ts'
import { networkIdOf, portIdOf, splitUnit } from './unit-names.ts'
import { payloadWith } from './switch-payload.ts'
import type { TraceContext } from './trace/trace-context.ts'
import { traceSwitch } from './trace/trace-switch.ts'
import { UnitSync } from './unit-sync.ts'

/** The layer-2 agent: ports of this host, their networks, who else is in them, and the groups that filter them. */
export function switchRole(renderer: SwitchRenderer, firewall?: FirewallRenderer): RoleDescription {
  const { agentType, binary, configurations } = renderer
  return {
    agentType,
    binary,
    configurations,
    payload: payloadWith(firewall?.groups),
    create: (context) => new SwitchRole(context, renderer, firewall),
  }
}

class SwitchRole implements AgentRole {
  readonly root: Topic
  readonly entity = L2_ENTITY
  private readonly interest: Interest
  private readonly groups = new GroupInterest()
  private readonly units: UnitSync
  private readonly status: PortStatus

  private readonly tracing: TraceContext

  constructor(
    private readonly context: RoleContext,
    renderer: SwitchRenderer,
    firewall: FirewallRenderer | undefined,
  ) {
    const { host, view, table, logger } = context
    this.root = hostTopic(host)
    this.interest = new Interest(renderer.meshTypes?.map(tunnelsTopic))
    const segments = new BoundSegments()
    const items = new ItemRenderer(view, renderer, logger, firewall, segments)
    const groups = new GroupSync(view, firewall?.groups, this.groups, logger)
    this.units = new UnitSync({
      ...{ view, table, renderer: items, interest: this.interest, segments, host },
      ...{ groups, groupInterest: this.groups },
    })
    this.tracing = { ...context, renderer, firewall, network: (id) => items.network(id) }
    this.status = new PortStatus({ ...context, renderer, isWaiting: (portId) => this.groups.isWaiting(portId) })
  }

  base(): readonly string[] {
    return this.units.base()
  }

  topics(): readonly Topic[] {
    return [...this.interest.topics(), ...this.groups.topics()]
  }

  includes(topic: Topic): boolean {
    return this.interest.includes(topic) || this.groups.includes(topic)
  }

  sync(items: Work['items']): Synced {
    return this.units.sync(items)
  }

  *portsOf(keys: ReadonlySet<string>): Iterable<string> {
    const networks = new Set<string>()
    for (const key of keys) {
      for (const unit of this.context.table.unitsOf(key)) {
        const { topic, key: item } = splitUnit(unit)
        const portId = topic === this.root ? portIdOf(item) : undefined
        if (portId !== undefined) yield portId
        else if (item === 'network') networks.add(networkIdOf(topic) ?? '')
      }
    }
    for (const network of networks) yield* this.interest.portsOf(network)
  }

  portOfDevice(device: string): string | undefined {
    return this.status.portOfDevice(device)
  }

  changedReports(ports: Iterable<string>, changedPorts?: ReadonlySet<string>): readonly PortReport[] {
    return this.status.changedReports(ports, changedPorts)
  }

  readyPorts(): readonly string[] {
    return this.status.readyPorts()
  }

  allReports(): readonly PortReport[] {
    return this.status.allReports()
  }

  trace(question: TraceQuestion): TraceAnswer {
    return traceSwitch(question, this.tracing)
  }
}
