import { type DeviceKind, type HostEvent, silentLogger, systemClock } from '@netloom/core'
import { OpenFlowBridges } from '../openflow/open-flow-bridges.ts'
import { parseOvsdbEndpoint } from '../ovsdb/ovsdb-endpoint.ts'
import type { RowChange } from '../ovsdb/replica.ts'
import { floodKind } from './flood.ts'
import { flowKind } from './flow.ts'
import { GuardGate } from './guard-gate.ts'
import { localVlanKind } from './local-vlan.ts'
import { LocalVlans } from './local-vlans.ts'
import { otherAgent } from './mark.ts'
import type { OpenvswitchOptions } from './openvswitch-options.ts'
import { ovsBridgeKind } from './ovs-bridge.ts'
import { ovsPortKind } from './ovs-port.ts'
import { PortNumbers } from './port-numbers.ts'
import { SwitchDatabase } from './switch-database.ts'
import { SwitchEvents } from './switch-events.ts'
import type { SwitchNames } from './switch-names.ts'
import type { SwitchContext } from './switch-context.ts'
import { VifNames, vifPort } from './vif-names.ts'
import { UnboundVifQuarantine } from './unbound-vif-quarantine.ts'

const RUN_DIRECTORY = '/var/run/openvswitch'

/** One host's Open vSwitch: its database, its flows, and the names behind their numbers. See docs/design/open-vswitch.md. */
export class OvsSwitch implements SwitchNames {
  readonly kinds: readonly DeviceKind[]
  private readonly database: SwitchDatabase
  private readonly parts: SwitchContext
  private readonly events: SwitchEvents
  private readonly reflexes: UnboundVifQuarantine
  private readonly flows: OpenFlowBridges
  private readonly listeners = new Set<(event: HostEvent) => void>()

  /** @throws {TypeError} when the database's address is none. */
  constructor(options: OpenvswitchOptions) {
    const { ovsdb, integrationBridge = 'br-int', agent, logger = silentLogger, clock = systemClock } = options
    const endpoint = parseOvsdbEndpoint(ovsdb)
    this.database = new SwitchDatabase(endpoint, logger, clock, () => {
      this.tell([{ type: 'overrun' }])
    })
    const { replica } = this.database
    const vifs = new VifNames(replica)
    this.parts = {
      database: this.database,
      agent,
      vifs,
      vlans: new LocalVlans(replica, integrationBridge),
      numbers: new PortNumbers(replica, vifs),
    }
    this.events = new SwitchEvents(this.parts)
    this.reflexes = new UnboundVifQuarantine(this.database, integrationBridge, logger)
    this.database.client.listen({
      synced: () => {
        this.synced()
      },
      changed: (changes) => {
        this.changed(changes)
      },
    })
    this.flows = new OpenFlowBridges({
      directory: options.runDirectory ?? endpoint.directory ?? RUN_DIRECTORY,
      bridges: () => this.bridges(),
      seesFragments: integrationBridge,
      logger,
      clock,
    })
    const gate = new GuardGate(this, clock, (device) => {
      this.tell([{ type: 'touched', device }])
    })
    const ports = gate.guarding(ovsPortKind(this.parts))
    this.kinds = [
      ovsBridgeKind(this.database, agent),
      localVlanKind(this.database, this.parts.vlans, integrationBridge),
      {
        ...ports,
        watch: (listener) => this.watch(listener),
        links: () => this.links(),
        close: () => this.close(),
      },
      gate.watched(flowKind(this.flows, this)),
      floodKind(this.flows, this),
    ] as readonly DeviceKind[]
  }

  portNumber(bridge: string, port: string): number | undefined {
    return this.parts.numbers.numberOf(bridge, port)
  }

  portName(bridge: string, number: number): string | undefined {
    return this.parts.numbers.nameOf(bridge, number)
  }

  portId(bridge: string, number: number): string | undefined {
    const name = this.portName(bridge, number)
    return name === undefined ? undefined : vifPort(this.parts.vifs.find(name))
  }

  localVlan(segmentId: string): number {
    return this.parts.vlans.vlanOf(segmentId)
  }

  private watch(listener: (event: HostEvent) => void): () => void {
    this.listeners.add(listener)
    this.database.client.start()
    this.reflexes.start()
    return () => {
      this.listeners.delete(listener)
      if (this.listeners.size === 0) this.reflexes.stop()
    }
  }

  private async links(): Promise<Iterable<string>> {
    await this.database.current()
    return [...this.parts.vifs.canonical]
  }

  private async bridges(): Promise<readonly string[]> {
    await this.database.current()
    const { agent, database } = this.parts
    const bridges = [...database.replica.allBridges()]
    // Flows bear no name: those of a bridge are of the agent that has it.
    return bridges.filter(({ external_ids }) => otherAgent(external_ids, agent) === undefined).map(({ name }) => name)
  }

  private close(): Promise<void> {
    this.listeners.clear()
    this.reflexes.stop()
    this.database.client.close()
    return Promise.resolve()
  }

  private synced(): void {
    this.parts.vifs.rebuild()
    this.parts.numbers.refresh()
    this.reflexes.lookAtAll()
    this.flows.bridgesChanged()
    // A read that waits for the first one gets the truth anyway; but one may have failed already.
    this.tell([{ type: 'overrun' }])
  }

  private changed(changes: readonly RowChange[]): void {
    const events = this.events.of(changes)
    this.reflexes.lookAt(changes)
    if (changes.some(({ table, before, after }) => table === 'Bridge' && (!before || !after)))
      this.flows.bridgesChanged()
    this.tell(events)
  }

  private tell(events: readonly HostEvent[]): void {
    for (const event of events) for (const listener of [...this.listeners]) listener(event)
  }
}
