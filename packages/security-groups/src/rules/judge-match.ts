import { parseCidr } from '@netloom/core/kit'
import {
  SecurityGroupEthertypeConflictWithProtocolError,
  SecurityGroupInvalidIcmpValueError,
  SecurityGroupInvalidPortRangeError,
  SecurityGroupInvalidPortValueError,
  SecurityGroupInvalidProtocolForPortError,
  SecurityGroupMissingIcmpTypeError,
  SecurityGroupMultipleRemotesError,
  SecurityGroupProtocolRequiredWithPortsError,
  SecurityGroupRuleParameterConflictError,
} from '../errors/rule-errors.ts'
import type { RuleMatch } from '../model/security-group-rule.ts'
import { ICMP, ICMPV6, isIpv6Only, protocolNumber, WITH_PORTS } from '../model/protocols.ts'

/** Whether the parts of a match go together. Pure. @throws in Neutron's words, in the order in which it looks */
export function judgeMatch(match: RuleMatch): void {
  judgePorts(match)
  judgePrefix(match)
  const { ethertype, protocol, remoteAddressGroupId, remoteGroupId, remoteIpPrefix } = match
  if (protocol !== null && ethertype === 'IPv4' && isIpv6Only(protocol)) {
    throw new SecurityGroupEthertypeConflictWithProtocolError(ethertype, protocol)
  }
  const remotes = [remoteIpPrefix, remoteGroupId, remoteAddressGroupId].filter((one) => one !== null)
  if (remotes.length > 1) throw new SecurityGroupMultipleRemotesError()
}

function judgePorts({ protocol, portRangeMin: min, portRangeMax: max }: RuleMatch): void {
  if (min === null && max === null) return
  if (protocol === null) throw new SecurityGroupProtocolRequiredWithPortsError()
  const number = protocolNumber(protocol)
  if (WITH_PORTS.has(number)) {
    if (min === 0 || max === 0) throw new SecurityGroupInvalidPortValueError('0')
    if (min === null || max === null || min > max) throw new SecurityGroupInvalidPortRangeError()
  } else if (number === ICMP || number === ICMPV6) {
    if (min !== null && min > 255) throw new SecurityGroupInvalidIcmpValueError('type', min)
    if (max !== null && max > 255) throw new SecurityGroupInvalidIcmpValueError('code', max)
    if (min === null && max !== null) throw new SecurityGroupMissingIcmpTypeError(max)
  } else {
    throw new SecurityGroupInvalidProtocolForPortError(number)
  }
}

function judgePrefix({ ethertype, remoteIpPrefix }: RuleMatch): void {
  if (remoteIpPrefix === null) return
  const version = parseCidr(remoteIpPrefix)?.version
  if (ethertype !== `IPv${String(version)}`) {
    throw new SecurityGroupRuleParameterConflictError(ethertype, remoteIpPrefix)
  }
}
