/** `CREATED` and `PENDING_DELETE` are Neutron's as well; here nothing stays in them. */
export type FirewallStatus = 'ACTIVE' | 'DOWN' | 'ERROR' | 'INACTIVE' | 'PENDING_CREATE' | 'PENDING_UPDATE'

/** A firewall of version 1, a group of version 2: what applies policies to ports of routers. */
export interface AnyFirewall {
  readonly id: string
  readonly projectId: string
  readonly name: string
  readonly description: string
  readonly shared: boolean
  /** False = nothing passes. */
  readonly adminStateUp: boolean
  readonly status: FirewallStatus
  /** For what goes towards the port's network. */
  readonly ingressPolicyId: string | null
  /** For what comes from there. */
  readonly egressPolicyId: string | null
  /** Version 1: routers; version 2: ports. */
  readonly targetIds: readonly string[]
  readonly revisionNumber: number
  readonly createdAt: string
  readonly updatedAt: string
}

/** A firewall of version 1: one policy for both directions, on all ports that its routers have towards networks. */
export interface Firewall extends Omit<AnyFirewall, 'ingressPolicyId' | 'egressPolicyId' | 'targetIds'> {
  readonly policyId: string
  readonly routerIds: readonly string[]
}

export interface FirewallCreate {
  readonly projectId?: string
  readonly name?: string
  readonly description?: string
  readonly shared?: boolean
  readonly adminStateUp?: boolean
  readonly policyId: string | null
  /** Absent = all routers of the project, also later ones. */
  readonly routerIds?: readonly string[]
}

export type FirewallUpdate = Partial<Omit<FirewallCreate, 'projectId'>>

/** A group of version 2: policies for each direction, on ports. */
export interface FirewallGroup extends Omit<AnyFirewall, 'targetIds'> {
  readonly portIds: readonly string[]
}

export interface FirewallGroupCreate {
  readonly projectId?: string
  readonly name?: string
  readonly description?: string
  readonly shared?: boolean
  readonly adminStateUp?: boolean
  readonly ingressPolicyId?: string | null
  readonly egressPolicyId?: string | null
  readonly portIds?: readonly string[]
}

export type FirewallGroupUpdate = Omit<FirewallGroupCreate, 'projectId'>
