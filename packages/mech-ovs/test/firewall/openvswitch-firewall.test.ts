import { describe, expect, it } from 'vitest'
import { openvswitchFirewall } from '../../src/agent/index.ts'
import { spoofReason } from '../../src/agent/firewall/guards/spoof-reason.ts'
import { COOKIES_OF, COUNTED_COOKIES, cookieOf } from '../../src/agent/openflow/flow-cookie.ts'
import type { OvsFlowState } from '../../src/agent/states/ovs-flow-state.ts'
import { flows, keys } from '../rendered-text.ts'
import { network, port } from '../view.ts'
import type { PortItem } from '@netloom/core/wire'

const MAC = 'fa:16:3e:fe:50:9b'
const TAP = 'tap1f2d7b47-c4'
const OTHER = '00:00:5e:00:01:01'
const OTHER_ID = '4030fc1a-71b1-461b-894a-61849086ad29'

const render = (change: Partial<PortItem> = {}): ReturnType<ReturnType<typeof openvswitchFirewall>['port']> =>
  openvswitchFirewall().port(port(change), network())
const lines = (change: Partial<PortItem> = {}): readonly string[] => flows(render(change), 'br-int')
const own = (change: Partial<PortItem> = {}): readonly string[] =>
  lines(change)
    .filter((line) => line.includes(`in_port=${TAP}`))
    .map((line) => line.replace(`in_port=${TAP},`, '').replace(`,in_port=${TAP}`, ''))
const pairs = (...list: readonly (readonly [string, string])[]): Partial<PortItem> => ({
  allowedAddressPairs: list.map(([ipAddress, macAddress]) => ({ ipAddress, macAddress })),
})

describe('guards of a port', () => {
  it('let it send from its MAC and address, and drop the rest table by table', () => {
    expect(own()).toEqual([
      'table=0,priority=9,actions=resubmit(,25)',
      `table=25,priority=9,dl_src=${MAC},actions=resubmit(,24)`,
      'table=25,priority=8,actions=drop',
      `table=24,priority=9,dl_src=${MAC},arp,arp_spa=10.100.0.11,arp_sha=${MAC},actions=resubmit(,60)`,
      `table=24,priority=9,dl_src=${MAC},arp,arp_op=1,arp_spa=0.0.0.0,arp_sha=${MAC},actions=resubmit(,60)`,
      'table=24,priority=8,arp,actions=drop',
      `table=24,priority=9,dl_src=${MAC},ipv6,nw_proto=58,icmp_type=136,nd_target=fe80::f816:3eff:fefe:509b,actions=resubmit(,26)`,
      'table=24,priority=8,ipv6,nw_proto=58,icmp_type=136,actions=drop',
      'table=26,priority=10,ip,nw_proto=17,tp_src=67,tp_dst=68,actions=drop',
      `table=26,priority=9,dl_src=${MAC},ip,nw_src=10.100.0.11,actions=resubmit(,60)`,
      'table=26,priority=8,ip,actions=drop',
      'table=26,priority=10,ipv6,nw_proto=58,icmp_type=134,actions=drop',
      'table=26,priority=10,ipv6,nw_proto=17,tp_src=547,tp_dst=546,actions=drop',
      `table=26,priority=9,dl_src=${MAC},ipv6,ipv6_src=fe80::f816:3eff:fefe:509b,actions=resubmit(,60)`,
      'table=26,priority=8,ipv6,actions=drop',
    ])
  })

  it('let ethertypes pass that the operator permits, tags with all that is in them, too', () => {
    const permitted = openvswitchFirewall({ permittedEthertypes: [0x4008, 0x88a8] }).port(port(), network())
    const found = flows(permitted, 'br-int').filter((line) => /0x4008|0x88a8/.test(line) && line.includes('resubmit'))
    expect(found).toHaveLength(2)
    for (const line of found)
      expect(line).toMatch(/^table=26,priority=9,dl_type=0x(4008|88a8),actions=resubmit\(,60\)$/)
  })

  it('share what is true of every port', () => {
    expect(lines().filter((line) => !line.includes('in_port'))).toEqual([
      'table=24,priority=1,actions=resubmit(,26)',
      'table=26,priority=9,ip,nw_proto=17,nw_src=0.0.0.0,nw_dst=255.255.255.255,tp_src=68,tp_dst=67,actions=resubmit(,60)',
      'table=26,priority=9,ipv6,nw_proto=58,ipv6_src=::,icmp_type=131,actions=resubmit(,60)',
      'table=26,priority=9,ipv6,nw_proto=58,ipv6_src=::,icmp_type=135,actions=resubmit(,60)',
      'table=26,priority=9,ipv6,nw_proto=58,ipv6_src=::,icmp_type=143,actions=resubmit(,60)',
      'table=26,priority=2,dl_type=0x8100,actions=drop',
      'table=26,priority=2,dl_type=0x88a8,actions=drop',
      'table=26,priority=1,actions=resubmit(,60)',
    ])
    const others = render({ id: OTHER_ID, macAddress: OTHER })
    const shared = keys(render()).filter((key) => keys(others).includes(key))
    expect(shared).toHaveLength(8)
  })

  it('match prefixes of allowed pairs, each with its own MAC', () => {
    const got = own(pairs(['10.9.0.0/16', OTHER], ['2001:db8::/64', MAC]))
    expect(got).toContain(`table=26,priority=9,dl_src=${OTHER},ip,nw_src=10.9.0.0/16,actions=resubmit(,60)`)
    expect(got).toContain(
      `table=24,priority=9,dl_src=${OTHER},arp,arp_spa=10.9.0.0/16,arp_sha=${OTHER},actions=resubmit(,60)`,
    )
    expect(got).toContain(`table=26,priority=9,dl_src=${MAC},ipv6,ipv6_src=2001:db8::/64,actions=resubmit(,60)`)
    expect(got.filter((line) => line.includes(`dl_src=${MAC}`) && line.includes('10.9.'))).toEqual([])
    // Its MAC has an address of its own, too.
    expect(got).toContain(
      `table=26,priority=9,dl_src=${OTHER},ipv6,ipv6_src=fe80::200:5eff:fe00:101,actions=resubmit(,60)`,
    )
  })

  it('ask for no address of a family that a prefix of length 0 allows; the address it had keeps its flow', () => {
    const got = own(pairs(['0.0.0.0/0', MAC]))
    expect(got).toContain(`table=26,priority=9,dl_src=${MAC},ip,actions=resubmit(,60)`)
    expect(got).toContain(`table=24,priority=9,dl_src=${MAC},arp,arp_sha=${MAC},actions=resubmit(,60)`)
    expect(got).toContain('table=26,priority=8,ipv6,actions=drop')
    expect(own().filter((line) => !got.includes(line))).toEqual([])
  })

  it('name each flow once, whatever is said twice', () => {
    const same = render(pairs(['10.100.0.11', MAC], ['10.100.0.11/32', MAC.toUpperCase()]))
    expect(keys(same)).toEqual(keys(render()))
  })

  it('are none for ports without port security and for those of the network', () => {
    expect(render({ portSecurityEnabled: false })).toEqual([])
    expect(render({ deviceOwner: 'network:dhcp' })).toEqual([])
    expect(openvswitchFirewall().kinds).toBeUndefined()
  })

  it('change with an address in that address alone', () => {
    const before = keys(render())
    const after = keys(render({ fixedIps: [{ subnetId: 's', ipAddress: '10.100.0.12' }] }))
    expect(before.filter((key) => !after.includes(key))).toHaveLength(2)
    expect(after.filter((key) => !before.includes(key))).toHaveLength(2)
  })

  it('count what they drop under cookies of their own, each for its reason', () => {
    const drops = render()
      .map(({ state }) => state as OvsFlowState)
      .filter(({ counts }) => counts === 'spoofs')
    expect(drops.map(({ match }) => spoofReason(match)).sort()).toEqual([
      'arp',
      'dhcp-server',
      'dhcp-server',
      'ipv4',
      'ipv6',
      'mac',
      'nd',
      'ra',
    ])
    for (const drop of drops) {
      const cookie = cookieOf('flow', drop)
      for (const { cookie: wanted, mask } of [COUNTED_COOKIES, COOKIES_OF.flow]) expect(cookie & mask).toBe(wanted)
    }
    for (const { state } of render()) {
      const flow = state as OvsFlowState
      if (flow.counts === undefined)
        expect(cookieOf('flow', flow) & COUNTED_COOKIES.mask).not.toBe(COUNTED_COOKIES.cookie)
    }
  })
})
