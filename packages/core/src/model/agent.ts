/** A process on a host that reports to the controller; alive while its heartbeat is younger than `agentDownTime`. */
export interface Agent {
  readonly id: string
  readonly agentType: string
  readonly binary: string
  readonly host: string
  readonly availabilityZone: string | null
  readonly adminStateUp: boolean
  readonly description: string
  readonly alive: boolean
  readonly configurations: AgentConfigurations
  readonly createdAt: string
  readonly startedAt: string
  readonly heartbeatAt: string
}

/** What an administrator may change of an agent. */
export interface AgentUpdate {
  readonly adminStateUp?: boolean
  readonly description?: string
}

/** What a layer-2 agent tells about itself (Neutron's `configurations`), camel-cased; more keys are kept as they come. */
export interface AgentConfigurations {
  /** VTEP address; an agent without one takes no part in L2 population. */
  readonly tunnelingIp?: string
  readonly tunnelTypes?: readonly string[]
  /** Types without tunnels that it can carry; absent = `local`, `flat` and `vlan`. */
  readonly plainTypes?: readonly string[]
  readonly bridgeMappings?: Readonly<Record<string, string>>
  readonly interfaceMappings?: Readonly<Record<string, string>>
  readonly l2Population?: boolean
  readonly arpResponderEnabled?: boolean
  /** Limits population to these types; default `tunnelTypes`. */
  readonly l2popNetworkTypes?: readonly string[]
  readonly devices?: number
  readonly [key: string]: unknown
}

/** What an agent says when it connects. */
export interface AgentReport {
  readonly agentType: string
  readonly binary: string
  readonly host: string
  readonly availabilityZone?: string
  readonly configurations: AgentConfigurations
  /** True on the first report of a process. */
  readonly start: boolean
}
