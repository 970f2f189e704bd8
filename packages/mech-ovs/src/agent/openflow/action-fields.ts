import type { FlowField } from '../flow/flow-action.ts'
import type { FieldFormat } from './oxm-fields.ts'

/** A field of a packet that actions write. */
export interface ActionField {
  readonly name: FlowField
  /** Bytes. */
  readonly width: 2 | 4 | 6 | 8
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
