import type { MemberItem, PopulationItem } from '@netloom/core/wire'
import { describe, expect, it } from 'vitest'
import {
  fromNeutronFdbEntries,
  memberMessages,
  populationMessages,
  toNeutronFdbEntries,
  toNeutronIpChange,
} from '../src/index.ts'

const NETWORK = '7c9be1cf-72d2-4aa0-80fa-ce7f5c8d446f'
const member: MemberItem = { host: 'nph2', vtep: '10.222.0.2', networkType: 'vxlan', segmentationId: 100 }
const entry: PopulationItem = {
  ...member,
  portId: '4030fc1a-71b1-461b-894a-61849086ad29',
  macAddress: 'fa:16:3e:d0:2c:0b',
  ipAddresses: ['10.100.0.12'],
}

/** What a Neutron server sent its agents in this situation. */
const RECORDED = {
  [NETWORK]: {
    segment_id: 100,
    network_type: 'vxlan',
    ports: {
      '10.222.0.2': [
        ['00:00:00:00:00:00', '0.0.0.0'],
        ['fa:16:3e:d0:2c:0b', '10.100.0.12'],
      ],
    },
  },
}

describe('Neutron’s payload', () => {
  it('is what Neutron sends, flood entry first', () => {
    expect(toNeutronFdbEntries(NETWORK, [member], [entry])).toEqual(RECORDED)
    expect(toNeutronFdbEntries(NETWORK, [], [])).toEqual({})
  })

  it('is read back', () => {
    const entries = toNeutronFdbEntries(NETWORK, [member], [{ ...entry, ipAddresses: ['10.100.0.12', '10.100.0.13'] }])
    expect(fromNeutronFdbEntries(entries)).toEqual([
      {
        networkId: NETWORK,
        networkType: 'vxlan',
        segmentationId: 100,
        vtep: '10.222.0.2',
        flood: true,
        macs: new Map([['fa:16:3e:d0:2c:0b', ['10.100.0.12', '10.100.0.13']]]),
      },
    ])
  })

  it('of changed addresses has before and after', () => {
    const after = { ...entry, ipAddresses: ['10.100.0.12', '10.100.0.13'] }
    expect(toNeutronIpChange(NETWORK, entry, after)).toEqual({
      chg_ip: { [NETWORK]: { '10.222.0.2': { before: [], after: [['fa:16:3e:d0:2c:0b', '10.100.0.13']] } } },
    })
    expect(toNeutronIpChange(NETWORK, entry, entry)).toBeUndefined()
  })

  it('of feed changes is an add, a removal, an update, or both for what has moved', () => {
    const moved = { ...entry, vtep: '10.222.0.3' }
    const readdressed = { ...entry, ipAddresses: ['10.100.0.99'] }
    const methods = (before?: PopulationItem, after?: PopulationItem): readonly string[] =>
      populationMessages(NETWORK, before, after).map(({ method }) => method)
    expect(methods(undefined, entry)).toEqual(['add_fdb_entries'])
    expect(methods(entry, undefined)).toEqual(['remove_fdb_entries'])
    expect(methods(entry, readdressed)).toEqual(['update_fdb_entries'])
    expect(methods(entry, moved)).toEqual(['remove_fdb_entries', 'add_fdb_entries'])
    expect(methods(entry, entry)).toEqual([])
    expect(memberMessages(NETWORK, undefined, member)).toEqual([
      { method: 'add_fdb_entries', fdb_entries: toNeutronFdbEntries(NETWORK, [member], []) },
    ])
    expect(memberMessages(NETWORK, member, member)).toEqual([])
  })
})
