import type { DeviceKind } from '@netloom/core'
import type { TableWatch } from '@netloom/dataplane'
import { GuardTables } from './guard-tables.ts'
import { GROUPS_DEVICE, guardKey, type BridgeGuardState } from './guard-state.ts'
import { canonicalText } from './nft-words.ts'

/**
 * Guards and groups of one agent, in two tables of its own. Other tables are nobody's business of ours. Listing a table costs as
 * much as it holds, so what is there is remembered between whole reads.
 * @param watch tells when others change the tables
 */
export const bridgeGuardKind = (
  watch: (tables: TableWatch) => NonNullable<DeviceKind['watch']>,
): DeviceKind<BridgeGuardState> => {
  const tables = new GuardTables()
  return {
    kind: 'bridge-guard',
    // Before the device joins its bridge.
    order: 25,
    together: true,
    guards: ({ part }) => part === 'port',
    key: guardKey,
    equal: isEqual,
    parents: () => [],
    device: (state) => (state.part === 'port' ? state.device : GROUPS_DEVICE),
    commands: () => [],
    describe: ({ op, state }) => [`nft: ${op} ${describe(state)}`],
    read: (host, scope) => tables.read(host, scope),
    apply: (steps, host) => tables.apply(steps, host),
    spoofs: (host) => tables.spoofs(host),
    watch: watch(tables),
  }
}

function isEqual(wanted: BridgeGuardState, actual: BridgeGuardState): boolean {
  if (wanted.part === 'port' && actual.part === 'port')
    return wanted.intact && actual.intact && wanted.owner === actual.owner && describe(wanted) === describe(actual)
  if (wanted.part === 'rule' && actual.part === 'rule')
    return wanted.intact && actual.intact && describe(wanted) === describe(actual)
  return wanted.part === actual.part
}

function describe(state: BridgeGuardState): string {
  if (state.part === 'address') return `${state.group}: ${state.address}`
  if (state.part === 'rule') {
    const { group, direction, matches } = state
    return `${direction} of ${group}: ${matches.map((match) => canonicalText(`${match} `)).join('; ')}`
  }
  const { filter, elements } = state
  const groups = filter && `${filter.bridge} ${String(filter.stateful)} ${filter.groupIds.join(' ')}`
  const texts = elements.map(([set, element]) => `${set} ${canonicalText(element)}`).sort()
  return [...texts, ...(groups === undefined ? [] : [`groups ${groups}`])].join('; ')
}
