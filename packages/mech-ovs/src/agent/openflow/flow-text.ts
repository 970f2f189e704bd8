import { actionField } from './action-fields.ts'
import { VLAN_PRESENT } from './field-values.ts'
import { MATCH_FIELDS } from './oxm-fields.ts'
import type { ResolvedAction, ResolvedMatch } from './resolved-flow.ts'
import type { FlowAction, LearnAction } from '../flow/flow-action.ts'
import type { FlowMatch, VlanId } from '../flow/flow-match.ts'

const ETH_TYPES: Readonly<Record<number, string>> = { 0x0806: 'arp', 0x0800: 'ip', 0x86dd: 'ipv6' }

/** `arp,dl_vlan=5,arp_tpa=10.0.0.1`, as `ovs-ofctl` takes it; empty = everything. A VLAN that is not known yet is named by its segment. Pure. */
export function matchText(match: FlowMatch | ResolvedMatch): string {
  const words = MATCH_FIELDS.flatMap(({ name, text, ipProto }) => {
    const given = match[name]
    if (given === undefined || (ipProto !== undefined && ipProto !== match.ipProto)) return []
    if (typeof given === 'object') return [`dl_vlan=${vlanText(given)}`]
    if (given === 'none') return ['vlan_tci=0x0000/0x1fff']
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
    case 'move':
      return `move:${actionField(action.from).nxmText}[]->${actionField(action.to).nxmText}[]`
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

const vlanText = (vlan: VlanId): string =>
  typeof vlan === 'number' ? String(vlan) : `<VLAN of segment ${vlan.segmentId}>`
