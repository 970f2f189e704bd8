import { ConflictError, NotFoundError } from '@netloom/core'

/** Neutron: InvalidDHCPAgent. */
export class InvalidDhcpAgentError extends NotFoundError {
  readonly code = 'InvalidDHCPAgent'
  constructor(readonly id: string) {
    super(`Agent ${id} is not a valid DHCP Agent or has been disabled`)
  }
}

/** Neutron: NetworkHostedByDHCPAgent. */
export class DhcpNetworkHostedError extends ConflictError {
  readonly code = 'NetworkHostedByDHCPAgent'
  constructor(networkId: string, agentId: string) {
    super(`The network ${networkId} has been already hosted by the DHCP Agent ${agentId}.`)
  }
}

/** Neutron: NetworkNotHostedByDhcpAgent. */
export class NetworkNotHostedByDhcpAgentError extends ConflictError {
  readonly code = 'NetworkNotHostedByDhcpAgent'
  constructor(networkId: string, agentId: string) {
    super(`The network ${networkId} is not hosted by the DHCP agent ${agentId}.`)
  }
}
