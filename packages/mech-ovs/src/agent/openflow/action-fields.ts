import type { FlowField } from '../flow/flow-action.ts'
import type { FieldFormat } from './oxm-fields.ts'

/** A field of a packet, or a register, that actions read or write. */
export interface ActionField {
  readonly name: FlowField
  /** Bytes. */
  readonly width: 1 | 2 | 4 | 6 | 8 | 16
  readonly format: FieldFormat
  /** Header in Nicira's extended match, which `move`, `load` and `learn` use. */
  readonly nxm: number
  /** Header in the standard's match, which `set_field` uses; absent = it has no such field, or none that may be written. */
  readonly oxm?: number
  /** Spelling of `ovs-ofctl` in `move` and `load`. */
  readonly nxmText: string
  /** Spelling of `ovs-ofctl` in `set_field`. */
  readonly text: string
}

const nxm = (fieldClass: 0 | 1, field: number, width: number): number =>
  ((fieldClass << 16) | (field << 9) | width) >>> 0
const oxm = (field: number, width: number): number => ((0x8000 << 16) | (field << 9) | width) >>> 0

/** A field that actions copy from. */
const readOnly = (name: FlowField, width: ActionField['width'], header: number, nxmText: string): ActionField => ({
  name,
  width,
  format: 'bits',
  nxm: header,
  nxmText,
  text: name,
})

export const ACTION_FIELDS: readonly ActionField[] = [
  { name: 'in_port', width: 2, format: 'number', nxm: nxm(0, 0, 2), nxmText: 'NXM_OF_IN_PORT', text: 'in_port' },
  {
    name: 'eth_dst',
    width: 6,
    format: 'mac',
    nxm: nxm(0, 1, 6),
    oxm: oxm(3, 6),
    nxmText: 'NXM_OF_ETH_DST',
    text: 'eth_dst',
  },
  {
    name: 'eth_src',
    width: 6,
    format: 'mac',
    nxm: nxm(0, 2, 6),
    oxm: oxm(4, 6),
    nxmText: 'NXM_OF_ETH_SRC',
    text: 'eth_src',
  },
  { name: 'vlan_tci', width: 2, format: 'number', nxm: nxm(0, 4, 2), nxmText: 'NXM_OF_VLAN_TCI', text: 'vlan_tci' },
  {
    name: 'arp_op',
    width: 2,
    format: 'number',
    nxm: nxm(0, 15, 2),
    oxm: oxm(21, 2),
    nxmText: 'NXM_OF_ARP_OP',
    text: 'arp_op',
  },
  {
    name: 'arp_spa',
    width: 4,
    format: 'ipv4',
    nxm: nxm(0, 16, 4),
    oxm: oxm(22, 4),
    nxmText: 'NXM_OF_ARP_SPA',
    text: 'arp_spa',
  },
  {
    name: 'arp_tpa',
    width: 4,
    format: 'ipv4',
    nxm: nxm(0, 17, 4),
    oxm: oxm(23, 4),
    nxmText: 'NXM_OF_ARP_TPA',
    text: 'arp_tpa',
  },
  {
    name: 'arp_sha',
    width: 6,
    format: 'mac',
    nxm: nxm(1, 17, 6),
    oxm: oxm(24, 6),
    nxmText: 'NXM_NX_ARP_SHA',
    text: 'arp_sha',
  },
  {
    name: 'arp_tha',
    width: 6,
    format: 'mac',
    nxm: nxm(1, 18, 6),
    oxm: oxm(25, 6),
    nxmText: 'NXM_NX_ARP_THA',
    text: 'arp_tha',
  },
  {
    name: 'tunnel_id',
    width: 8,
    format: 'number',
    nxm: nxm(1, 16, 8),
    oxm: oxm(38, 8),
    nxmText: 'NXM_NX_TUN_ID',
    text: 'tun_id',
  },
  ...[4, 5, 6, 7, 12].map((number): ActionField => {
    const name = `reg${String(number)}` as FlowField
    return {
      name,
      width: 4,
      format: 'bits',
      nxm: nxm(1, number, 4),
      nxmText: `NXM_NX_REG${String(number)}`,
      text: name,
    }
  }),
  // Four registers in one, which are set by their header of Nicira's: the standard has none for them.
  ...[0, 2, 3].map((number): ActionField => {
    const name = `xxreg${String(number)}` as FlowField
    const header = nxm(1, 111 + number, 16)
    return {
      name,
      width: 16,
      format: 'bits',
      nxm: header,
      oxm: header,
      nxmText: `NXM_NX_XXREG${String(number)}`,
      text: name,
    }
  }),
  readOnly('ip_proto', 1, nxm(0, 6, 1), 'NXM_OF_IP_PROTO'),
  readOnly('ip_src', 4, nxm(0, 7, 4), 'NXM_OF_IP_SRC'),
  readOnly('ip_dst', 4, nxm(0, 8, 4), 'NXM_OF_IP_DST'),
  readOnly('tcp_dst', 2, nxm(0, 10, 2), 'NXM_OF_TCP_DST'),
  readOnly('udp_dst', 2, nxm(0, 12, 2), 'NXM_OF_UDP_DST'),
  readOnly('sctp_src', 2, oxm(17, 2), 'OXM_OF_SCTP_SRC'),
  readOnly('sctp_dst', 2, oxm(18, 2), 'OXM_OF_SCTP_DST'),
  readOnly('icmp_type', 1, nxm(0, 13, 1), 'NXM_OF_ICMP_TYPE'),
  readOnly('icmp_code', 1, nxm(0, 14, 1), 'NXM_OF_ICMP_CODE'),
  readOnly('ipv6_src', 16, nxm(1, 19, 16), 'NXM_NX_IPV6_SRC'),
  readOnly('ipv6_dst', 16, nxm(1, 20, 16), 'NXM_NX_IPV6_DST'),
  readOnly('icmpv6_type', 1, nxm(1, 21, 1), 'NXM_NX_ICMPV6_TYPE'),
  readOnly('icmpv6_code', 1, nxm(1, 22, 1), 'NXM_NX_ICMPV6_CODE'),
  readOnly('ct_nw_proto', 1, nxm(1, 119, 1), 'NXM_NX_CT_NW_PROTO'),
  readOnly('ct_nw_src', 4, nxm(1, 120, 4), 'NXM_NX_CT_NW_SRC'),
  readOnly('ct_nw_dst', 4, nxm(1, 121, 4), 'NXM_NX_CT_NW_DST'),
  readOnly('ct_ipv6_src', 16, nxm(1, 122, 16), 'NXM_NX_CT_IPV6_SRC'),
  readOnly('ct_ipv6_dst', 16, nxm(1, 123, 16), 'NXM_NX_CT_IPV6_DST'),
  readOnly('ct_tp_src', 2, nxm(1, 124, 2), 'NXM_NX_CT_TP_SRC'),
  readOnly('ct_tp_dst', 2, nxm(1, 125, 2), 'NXM_NX_CT_TP_DST'),
]

const BY_NAME = new Map(ACTION_FIELDS.map((field) => [field.name, field]))
const BY_HEADER = new Map(
  ACTION_FIELDS.flatMap((field) => [
    [field.nxm, field] as const,
    ...(field.oxm === undefined ? [] : [[field.oxm, field] as const]),
  ]),
)

export function actionField(name: FlowField): ActionField {
  const field = BY_NAME.get(name)
  if (field === undefined) throw new TypeError(`no action writes a field called ${name}`)
  return field
}

/** Field behind a header of either sort. */
export const fieldOfHeader = (header: number): ActionField | undefined => BY_HEADER.get(header)
