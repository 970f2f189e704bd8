import { describe, expect, it } from 'vitest'
import { LocalVlans, NoLocalVlanError, vlanEntry } from '../src/agent/kinds/local-vlans.ts'
import { PortNumbers } from '../src/agent/kinds/port-numbers.ts'
import { VifNames } from '../src/agent/kinds/vif-names.ts'
import { Replica } from '../src/agent/ovsdb/replica.ts'
import { NETWORK, portId, SEGMENT, tapName } from './switch-states.ts'

const bridgeWith = (
  records: readonly (readonly [string, string])[],
  ports: Readonly<Record<string, object>> = {},
): Replica => {
  const replica = new Replica()
  const ids = Object.keys(ports)
  replica.take({
    Bridge: {
      b: { initial: { name: 'br-int', external_ids: ['map', records], ports: ['set', ids.map((id) => ['uuid', id])] } },
    },
    Port: Object.fromEntries(
      ids.map((id) => [id, { initial: { name: id, interfaces: ['uuid', `i${id}`], ...ports[id] } }]),
    ),
  })
  return replica
}

const record = (segmentId: string, vlan: number): readonly [string, string] =>
  vlanEntry({ segmentId, networkId: NETWORK, vlan })

describe('the local VLAN of a segment', () => {
  it('is the one in the record of the bridge, and by the id when there is none', () => {
    const chosen = new LocalVlans(bridgeWith([]), 'br-int').vlanOf(SEGMENT)
    expect(new LocalVlans(bridgeWith([]), 'br-int').vlanOf(SEGMENT)).toBe(chosen)
    expect(new LocalVlans(bridgeWith([record(SEGMENT, 17)]), 'br-int').vlanOf(SEGMENT)).toBe(17)
    expect(new LocalVlans(bridgeWith([record('other', chosen)]), 'br-int').vlanOf(SEGMENT)).toBe(
      chosen === 4094 ? 1 : chosen + 1,
    )
  })

  it('is what its ports remember, those that Neutron wired too, and never that of anybody else', () => {
    const ours = {
      tag: 42,
      other_config: [
        'map',
        [
          ['net_uuid', NETWORK],
          ['netloom_segment_id', SEGMENT],
        ],
      ],
    }
    expect(new LocalVlans(bridgeWith([], { p: ours }), 'br-int').vlanOf(SEGMENT)).toBe(42)
    const neutrons = { tag: 43, other_config: ['map', [['net_uuid', NETWORK]]] }
    expect(new LocalVlans(bridgeWith([], { p: neutrons }), 'br-int').choose(SEGMENT, NETWORK, new Set())).toBe(43)
    const preferred = new LocalVlans(bridgeWith([]), 'br-int').vlanOf(SEGMENT)
    expect(new LocalVlans(bridgeWith([], { p: { tag: preferred } }), 'br-int').vlanOf(SEGMENT)).not.toBe(preferred)
  })

  it('is refused with a reason when all are taken, and the last one is found', () => {
    const most = Array.from({ length: 4_093 }, (_, index) => record(`s${String(index)}`, index + 1))
    expect(new LocalVlans(bridgeWith(most), 'br-int').vlanOf(SEGMENT)).toBe(4_094)
    const full = new LocalVlans(bridgeWith([...most, record('last', 4_094)]), 'br-int')
    expect(() => full.vlanOf(SEGMENT)).toThrow(NoLocalVlanError)
    expect(() => full.vlanOf(SEGMENT)).toThrow(/no local VLAN is left on br-int for segment 22222222.*4094/)
  })

  it('does not believe a record that names no VLAN', () => {
    expect(new LocalVlans(bridgeWith([record(SEGMENT, 9_999)]), 'br-int').assigned.size).toBe(0)
  })
})

describe('the number of a port', () => {
  const numbers = (replica: Replica): { names: VifNames; numbers: PortNumbers } => {
    const names = new VifNames(replica)
    names.rebuild()
    const made = new PortNumbers(replica, names)
    made.refresh()
    return { names, numbers: made }
  }

  it('is planned by its name, is never that of another port, and is the same after a restart', () => {
    const first = numbers(bridgeWith([])).numbers
    const planned = Array.from({ length: 2_000 }, (_, index) => first.numberOf('br-int', `tap${String(index)}`))
    expect(new Set(planned).size).toBe(2_000)
    expect(Math.min(...planned.map(Number))).toBeGreaterThanOrEqual(1_024)
    expect(Math.max(...planned.map(Number))).toBeLessThan(65_280)
    expect(numbers(bridgeWith([])).numbers.numberOf('br-int', 'tap0')).toBe(planned[0])
    expect(first.nameOf('br-int', planned[5]!)).toBe('tap5')
  })

  it('is what the switch gave, also to a device that has another name, and tells who believed otherwise', () => {
    const replica = bridgeWith([], { vnet3: {} })
    const { names, numbers: found } = numbers(replica)
    const tap = tapName(3)
    expect(found.numberOf('br-int', tap)).toBeGreaterThan(1_000)
    const [change] = replica.take({
      Interface: { ivnet3: { insert: { name: 'vnet3', ofport: 4, external_ids: ['map', [['iface-id', portId(3)]]] } } },
    })
    if (change?.table !== 'Interface') throw new Error('no interface came')
    names.note(change.before, change.after)
    expect(found.note(change.before, change.after)).toBe('br-int')
    expect(found.numberOf('br-int', tap)).toBe(4)
    expect(found.nameOf('br-int', 4)).toBe(tap)
    const gone = replica.take({ Interface: { ivnet3: { delete: null } }, Port: { vnet3: { delete: null } } })
    for (const one of gone) if (one.table === 'Interface') found.note(one.before, one.after)
    expect(found.numberOf('br-int', tap)).toBe(4)
  })
})
