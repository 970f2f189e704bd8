import { BadRequestError, ConflictError, NotFoundError } from '@netloom/core'
import { PROTOCOL_NAMES } from '../model/protocols.ts'

/** Neutron's types and words. */
export class SecurityGroupRuleNotFoundError extends NotFoundError {
  readonly code = 'SecurityGroupRuleNotFound'
  constructor(readonly ruleId: string) {
    super(`Security group rule ${ruleId} does not exist`)
  }
}

export class SecurityGroupRuleInvalidProtocolError extends BadRequestError {
  readonly code = 'SecurityGroupRuleInvalidProtocol'
  constructor(protocol: string) {
    const names = ['None', ...PROTOCOL_NAMES.map((name) => `'${name}'`)].join(', ')
    super(
      `Security group rule protocol ${protocol} not supported. Only protocol values [${names}] and integer ` +
        'representations [0 to 255] are supported.',
    )
  }
}

export class SecurityGroupRuleInvalidEtherTypeError extends BadRequestError {
  readonly code = 'SecurityGroupRuleInvalidEtherType'
  constructor(ethertype: string) {
    super(`Security group rule for ethertype '${ethertype}' not supported. Allowed values are ['IPv4', 'IPv6'].`)
  }
}

export class SecurityGroupInvalidPortValueError extends BadRequestError {
  readonly code = 'SecurityGroupInvalidPortValue'
  constructor(port: string) {
    super(`Invalid value for port ${port}`)
  }
}

export class SecurityGroupInvalidPortRangeError extends BadRequestError {
  readonly code = 'SecurityGroupInvalidPortRange'
  constructor() {
    super('For TCP/UDP protocols, port_range_min must be <= port_range_max')
  }
}

export class SecurityGroupInvalidProtocolForPortError extends BadRequestError {
  readonly code = 'SecurityGroupInvalidProtocolForPort'
  constructor(protocol: number) {
    super(
      `Ports cannot be specified for protocol ${String(protocol)}. Ports are only supported for DCCP, SCTP, TCP, UDP, UDPLITE.`,
    )
  }
}

export class SecurityGroupProtocolRequiredWithPortsError extends BadRequestError {
  readonly code = 'SecurityGroupProtocolRequiredWithPorts'
  constructor() {
    super('Must also specify protocol if port range is given.')
  }
}

export class SecurityGroupInvalidIcmpValueError extends BadRequestError {
  readonly code = 'SecurityGroupInvalidIcmpValue'
  constructor(field: 'type' | 'code', value: number) {
    const attribute = field === 'type' ? 'port_range_min' : 'port_range_max'
    super(`Invalid value for ICMP ${field} (${attribute}) ${String(value)}. It must be 0 to 255.`)
  }
}

export class SecurityGroupMissingIcmpTypeError extends BadRequestError {
  readonly code = 'SecurityGroupMissingIcmpType'
  constructor(icmpCode: number) {
    super(`ICMP code (port-range-max) ${String(icmpCode)} is provided but ICMP type (port-range-min) is missing.`)
  }
}

export class SecurityGroupEthertypeConflictWithProtocolError extends BadRequestError {
  readonly code = 'SecurityGroupEthertypeConflictWithProtocol'
  constructor(ethertype: string, protocol: string) {
    super(`Invalid ethertype ${ethertype} for protocol ${protocol}.`)
  }
}

export class SecurityGroupRuleParameterConflictError extends BadRequestError {
  readonly code = 'SecurityGroupRuleParameterConflict'
  constructor(ethertype: string, cidr: string) {
    super(`Conflicting value ethertype ${ethertype} for CIDR ${cidr}`)
  }
}

export class InvalidCidrError extends BadRequestError {
  readonly code = 'InvalidCIDR'
  constructor(prefix: string) {
    super(`Invalid CIDR ${prefix} given as IP prefix.`)
  }
}

/** Neutron's spelling. */
export class SecurityGroupMultipleRemotesError extends BadRequestError {
  readonly code = 'SecurityGroupMultipleRemoteEntites'
  constructor() {
    super('Only one of remote_ip_prefix or remote_group_id or remote_address_group_id may be provided.')
  }
}

export class SecurityGroupNotSingleGroupRulesError extends BadRequestError {
  readonly code = 'SecurityGroupNotSingleGroupRules'
  constructor() {
    super('Only allowed to update rules for one security profile at a time')
  }
}

export class SecurityGroupRulesNotSingleTenantError extends BadRequestError {
  readonly code = 'SecurityGroupRulesNotSingleTenant'
  constructor() {
    super('Multiple tenant_ids in bulk security group rule create not allowed')
  }
}

export class DuplicateSecurityGroupRuleInPostError extends ConflictError {
  readonly code = 'DuplicateSecurityGroupRuleInPost'
  constructor() {
    super('Duplicate Security Group Rule in POST.')
  }
}

export class SecurityGroupRuleExistsError extends ConflictError {
  readonly code = 'SecurityGroupRuleExists'
  constructor(readonly ruleId: string) {
    super(`Security group rule already exists. Rule id is ${ruleId}.`)
  }
}
