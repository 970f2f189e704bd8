import type { MemberItem, PopulationItem } from '@netloom/core/wire'
import { toNeutronFdbEntries, toNeutronIpChange, type NeutronFdbEntries, type NeutronIpChange } from './neutron-fdb.ts'

/** A call that a Neutron layer-2 agent expects. */
export type NeutronMessage =
  | { readonly method: 'add_fdb_entries' | 'remove_fdb_entries'; readonly fdb_entries: NeutronFdbEntries }
  | { readonly method: 'update_fdb_entries'; readonly fdb_entries: NeutronIpChange }

/** What a change of one item of `network/<id>` means to such an agent; undefined before = new, undefined after = gone. */
export function memberMessages(
  networkId: string,
  before: MemberItem | undefined,
  after: MemberItem | undefined,
): readonly NeutronMessage[] {
  if (before !== undefined && after !== undefined && isSamePlace(before, after)) return []
  return [
    ...(before === undefined ? [] : [call('remove_fdb_entries', toNeutronFdbEntries(networkId, [before], []))]),
    ...(after === undefined ? [] : [call('add_fdb_entries', toNeutronFdbEntries(networkId, [after], []))]),
  ]
}

export function populationMessages(
  networkId: string,
  before: PopulationItem | undefined,
  after: PopulationItem | undefined,
): readonly NeutronMessage[] {
  if (
    before !== undefined &&
    after !== undefined &&
    isSamePlace(before, after) &&
    before.macAddress === after.macAddress
  ) {
    const change = toNeutronIpChange(networkId, before, after)
    return change === undefined ? [] : [{ method: 'update_fdb_entries', fdb_entries: change }]
  }
  return [
    ...(before === undefined ? [] : [call('remove_fdb_entries', toNeutronFdbEntries(networkId, [], [before]))]),
    ...(after === undefined ? [] : [call('add_fdb_entries', toNeutronFdbEntries(networkId, [], [after]))]),
  ]
}

function call(method: 'add_fdb_entries' | 'remove_fdb_entries', fdb_entries: NeutronFdbEntries): NeutronMessage {
  return { method, fdb_entries }
}

function isSamePlace(a: MemberItem, b: MemberItem): boolean {
  return a.vtep === b.vtep && a.networkType === b.networkType && a.segmentationId === b.segmentationId
}
