import type {
  AddressPair,
  BindingLevel,
  ExtraDhcpOption,
  FixedIp,
  Port,
  PortBinding,
  PortStatus,
  TrunkedPort,
} from '@netloom/core'
import { addressKey, inAddressOrder, parseAddress } from '@netloom/core/kit'
import type { IpAllocationsTable, PortBindingLevelsTable, PortBindingsTable, PortsTable } from '@netloom/core/store'
import { textList } from './text-list.ts'

export function portRow(port: Port): PortsTable {
  return {
    id: port.id,
    network_id: port.networkId,
    project_id: port.projectId,
    name: port.name,
    mac_address: port.macAddress,
    admin_state_up: port.adminStateUp ? 1 : 0,
    status: port.status,
    device_id: port.deviceId,
    device_owner: port.deviceOwner,
    allowed_address_pairs: jsonText(port.allowedAddressPairs, '[]'),
    port_security_enabled: port.portSecurityEnabled ? 1 : 0,
    extra_dhcp_opts: jsonText(port.extraDhcpOptions, '[]'),
    dns_name: port.dnsName,
    dns_domain: port.dnsDomain,
    qos_policy_id: port.qosPolicyId,
    data_plane_status: port.dataPlaneStatus,
    propagate_uplink_status: port.propagateUplinkStatus ? 1 : 0,
    qos_network_policy_id: port.qosNetworkPolicyId,
    trunk_id: port.trunk?.trunkId ?? null,
    tags: jsonText(port.tags, '[]'),
    description: port.description,
    revision_number: port.revisionNumber,
    created_at: port.createdAt,
    updated_at: port.updatedAt,
  }
}

export function bindingRow(port: Port): PortBindingsTable {
  return {
    port_id: port.id,
    network_id: port.networkId,
    host: port.binding.host,
    vnic_type: port.binding.vnicType,
    profile: JSON.stringify(port.binding.profile),
    vif_type: port.binding.vifType,
    vif_details: JSON.stringify(port.binding.vifDetails),
    status: 'ACTIVE',
  }
}

export function levelRows(port: Port): readonly PortBindingLevelsTable[] {
  return port.binding.levels.map(({ level, driver, segmentId }) => ({
    port_id: port.id,
    host: port.binding.host,
    level,
    driver,
    segment_id: segmentId,
  }))
}

export function allocationRow(port: Port, { subnetId, ipAddress }: FixedIp): IpAllocationsTable {
  const address = parseAddress(ipAddress)
  if (address === undefined) throw new TypeError(`not an address: ${ipAddress}`)
  return {
    subnet_id: subnetId,
    ip_key: addressKey(address),
    ip_address: ipAddress,
    port_id: port.id,
    network_id: port.networkId,
  }
}

/** A port row joined with its binding. */
export type JoinedPortRow = PortsTable & {
  readonly host: string
  readonly vnic_type: string
  readonly profile: string
  readonly vif_type: string
  readonly vif_details: string
}

/** `subports` are those of the trunk whose parent the port is. */
export function portOf(
  row: JoinedPortRow,
  fixedIps: readonly FixedIp[],
  levels: readonly BindingLevel[],
  subports: readonly TrunkedPort[],
): Port {
  return {
    id: row.id,
    networkId: row.network_id,
    projectId: row.project_id,
    name: row.name,
    macAddress: row.mac_address,
    adminStateUp: row.admin_state_up === 1,
    status: row.status as PortStatus,
    deviceId: row.device_id,
    deviceOwner: row.device_owner,
    fixedIps: inAddressOrder(fixedIps),
    allowedAddressPairs: jsonValue<readonly AddressPair[]>(row.allowed_address_pairs, '[]', []),
    portSecurityEnabled: row.port_security_enabled === 1,
    binding: bindingOf(row, levels),
    extraDhcpOptions: jsonValue<readonly ExtraDhcpOption[]>(row.extra_dhcp_opts, '[]', []),
    dnsName: row.dns_name,
    dnsDomain: row.dns_domain,
    qosPolicyId: row.qos_policy_id,
    dataPlaneStatus: row.data_plane_status as Port['dataPlaneStatus'],
    propagateUplinkStatus: row.propagate_uplink_status === 1,
    qosNetworkPolicyId: row.qos_network_policy_id,
    trunk: row.trunk_id === null ? null : { trunkId: row.trunk_id, subports },
    tags: textList(row.tags),
    description: row.description,
    revisionNumber: row.revision_number,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

function bindingOf(row: JoinedPortRow, levels: readonly BindingLevel[]): PortBinding {
  return {
    host: row.host,
    vnicType: row.vnic_type,
    profile: jsonValue<PortBinding['profile']>(row.profile, '{}', {}),
    vifType: row.vif_type,
    vifDetails: jsonValue<PortBinding['vifDetails']>(row.vif_details, '{}', {}),
    levels,
  }
}

// Nearly every port has none of these; not parsing them keeps loading a port cheap.
function jsonValue<T>(text: string, emptyText: string, empty: T): T {
  return text === emptyText ? empty : (JSON.parse(text) as T)
}

function jsonText(value: readonly unknown[], empty: string): string {
  return value.length === 0 ? empty : JSON.stringify(value)
}
