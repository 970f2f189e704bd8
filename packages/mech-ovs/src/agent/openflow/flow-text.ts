import { actionField, type ActionField } from './action-fields.ts'
import { VLAN_PRESENT } from './field-values.ts'
import { MATCH_FIELDS } from './oxm-fields.ts'
import type { ResolvedAction, ResolvedMatch } from './resolved-flow.ts'
import type { FlowAction, LearnAction } from '../flow/flow-action.ts'
import type { FlowMatch, LocalVlan, PortName, VlanId } from '../flow/flow-match.ts'

const ETH_TYPES: Readonly<Record<number, string>> = { 0x0806: 'arp', 0x0800: 'ip', 0x86dd: 'ipv6' }

/** `arp,dl_vlan=5,arp_tpa=10.0.0.1`, as `ovs-ofctl` takes it; empty = everything. A VLAN that is not known yet is named by its segment. Pure. */
export function matchText(match: FlowMatch | ResolvedMatch): string {
  const words = MATCH_FIELDS.flatMap(({ name, text, format, ipProto }) => {
    const given = match[name]
    if (given === undefined || (ipProto !== undefined && ipProto !== match.ipProto)) return []
    if (typeof given === 'object') return [`${text}=${nameText(given)}`]
    if (given === 'none') return ['vlan_tci=0x0000/0x1fff']
    if (given === 'tagged') return ['vlan_tci=0x1000/0x1000']
    if (format === 'bits' && typeof given === 'number') return [`${text}=0x${given.toString(16)}`]
    if (name === 'ethType') return [ETH_TYPES[Number(given)] ?? `dl_type=0x${given.toString(16)}`]
    return [`${text}=${String(given)}`]
  })
  const others = 'others' in match ? (match.others ?? []).map((bytes) => `field:0x${bytes}`) : []
  return [...words, ...others].join(',')
}

/** `strip_vlan,output:3`, as `ovs-ofctl` takes it; `drop` when there are none. Pure. */
export const actionsText = (actions: readonly (FlowAction | ResolvedAction)[]): string =>
  actions.map(actionText).join(',') || 'drop'

/** `table=21,priority=1,arp,…,actions=…`. Pure. */
export function flowText(
  flow: { readonly table: number; readonly priority: number; readonly match: FlowMatch | ResolvedMatch },
  actions: string,
): string {
  const match = matchText(flow.match)
  return `table=${String(flow.table)},priority=${String(flow.priority)}${match === '' ? '' : `,${match}`},actions=${actions}`
}

function actionText(action: FlowAction | ResolvedAction): string {
  switch (action.type) {
    case 'output':
      return `output:${String(action.port)}`
    case 'output-in-port':
      return 'in_port'
    case 'normal':
      return 'normal'
    case 'resubmit':
      return `resubmit(,${String(action.table)})`
    case 'strip-vlan':
      return 'strip_vlan'
    case 'set-vlan':
      return typeof action.vlan === 'number'
        ? `load:0x${(VLAN_PRESENT | action.vlan).toString(16)}->NXM_OF_VLAN_TCI[0..12]`
        : `mod_vlan_vid:${vlanText(action.vlan)}`
    case 'set-field': {
      const { oxm, nxmText, text } = actionField(action.field)
      return oxm === undefined
        ? `load:0x${Number(action.value).toString(16)}->${nxmText}[]`
        : `set_field:${String(action.value)}->${text}`
    }
    case 'move': {
      const [from, to] = [actionField(action.from), actionField(action.to)]
      const { at = 0, bits = 8 * Math.min(from.width, to.width) } = action
      return `move:${bitsOf(from, 0, bits)}->${bitsOf(to, at, bits)}`
    }
    case 'load': {
      const field = actionField(action.field)
      const { at = 0, bits = 8 * field.width - at, value } = action
      const text = typeof value === 'number' ? `0x${value.toString(16)}` : nameText(value)
      return `load:${text}->${bitsOf(field, at, bits)}`
    }
    case 'ct':
      return ctText(action)
    case 'ct-clear':
      return 'ct_clear'
    case 'output-register':
      return 'output:NXM_NX_REG5[]'
    case 'learn-source':
      return learnText(action)
    case 'other':
      return `action:0x${action.bytes}`
  }
}

const learnText = ({ table, priority, hardTimeout }: LearnAction): string =>
  `learn(table=${String(table)},hard_timeout=${String(hardTimeout)},priority=${String(priority)},` +
  'NXM_OF_VLAN_TCI[0..11],NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],load:0->NXM_OF_VLAN_TCI[],' +
  'load:NXM_NX_TUN_ID[]->NXM_NX_TUN_ID[],output:NXM_OF_IN_PORT[])'

function ctText({ zone, table, commit }: Extract<FlowAction, { readonly type: 'ct' }>): string {
  const words = [
    ...(commit === undefined ? [] : ['commit', ...(commit === 'forced' ? ['force'] : [])]),
    ...(table === undefined ? [] : [`table=${String(table)}`]),
    `zone=${zone === 'reg6' ? 'NXM_NX_REG6[0..15]' : String(zone)}`,
  ]
  return `ct(${words.join(',')})`
}

/** `NXM_NX_REG7[0..3]`, `NXM_NX_REG7[8]`, `NXM_NX_REG7[]`. */
function bitsOf({ nxmText, width }: ActionField, at: number, bits: number): string {
  if (bits === 8 * width) return `${nxmText}[]`
  return `${nxmText}[${bits === 1 ? String(at) : `${String(at)}..${String(at + bits - 1)}`}]`
}

const nameText = (name: LocalVlan | PortName): string =>
  'port' in name ? `<number of ${name.port}>` : `<VLAN of segment ${name.segmentId}>`

const vlanText = (vlan: VlanId): string => (typeof vlan === 'number' ? String(vlan) : nameText(vlan))
