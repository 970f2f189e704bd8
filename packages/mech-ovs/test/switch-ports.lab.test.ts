import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Host } from '@netloom/core'
import type { OvsSwitch } from '../src/agent/kinds/ovs-switch.ts'
import { apply, canRun, drift, events, SwitchHost, until } from './switch-host.ts'
import {
  bridge,
  cable,
  localVlan,
  macOf,
  NETWORK,
  patch,
  portId,
  SEGMENT,
  tapName,
  tunnel,
  vif,
} from './switch-states.ts'

describe.skipIf(!canRun)('bridges and ports of a switch', () => {
  let lab: SwitchHost
  let host: Host
  let ovs: OvsSwitch
  const bridges = [bridge('br-int'), bridge('br-tun')]

  beforeAll(async () => {
    lab = await SwitchHost.create()
    ;({ host, ovs } = lab.open())
    expect(await apply(host, 'create', ...bridges)).toEqual([undefined, undefined])
  })
  afterAll(() => lab.close())

  it('makes bridges that drop what no flow allows', async () => {
    expect(lab.vsctl('get-fail-mode br-int')).toBe('secure')
    expect(lab.vsctl('get Bridge br-tun datapath_type external_ids:netloom')).toBe('netdev\nmade')
    expect(lab.ofctl('dump-flows br-int')).not.toContain('NORMAL')
    expect(await drift(host, bridges)).toEqual([])
  })

  it('keeps multicast from ports that did not ask for it where the file says so, and leaves that alone where it says nothing', async () => {
    const snooping = { ...bridge('br-int'), igmpSnooping: true }
    expect(lab.vsctl('get Bridge br-int mcast_snooping_enable')).toBe('false')
    expect(await apply(host, 'create', snooping)).toEqual([undefined])
    expect(lab.vsctl('get Bridge br-int mcast_snooping_enable')).toBe('true')
    expect(await drift(host, [snooping, bridge('br-tun')])).toEqual([])
    expect(await drift(host, bridges)).toEqual([])
    lab.vsctl('set Bridge br-int mcast_snooping_enable=false')
    await expect.poll(async () => (await drift(host, [snooping, bridge('br-tun')])).length).toBeGreaterThan(0)
  })

  it('says the number of a port before it is there, and the port gets it', async () => {
    const planned = ovs.portNumber('br-int', 'patch-tun')
    expect(planned).toBeGreaterThan(1_000)
    expect(await apply(host, 'create', ...cable)).toEqual([undefined, undefined])
    expect(lab.vsctl('get Interface patch-tun ofport options:peer')).toBe(`${String(planned)}\npatch-int`)
    expect(ovs.portName('br-int', planned!)).toBe('patch-tun')
    expect(await drift(host, [...bridges, ...cable])).toEqual([])
  })

  it('tells listeners beyond a cable of groups, and of those beyond it', async () => {
    const flooding = {
      ...patch('br-int', 'patch-tun', 'patch-int'),
      port: { type: 'patch', peer: 'patch-int', floodsGroups: true },
    } as const
    expect(await drift(host, [...bridges, flooding, cable[1]!])).not.toEqual([])
    expect(await apply(host, 'create', flooding)).toEqual([undefined])
    const said = lab.vsctl('get Port patch-tun other_config')
    expect(said).toBe('{mcast-snooping-flood="true", mcast-snooping-flood-reports="true"}')
    expect(await drift(host, [...bridges, flooding, cable[1]!])).toEqual([])
  })

  it('makes tunnels whose packets bring their own key', async () => {
    const states = [
      tunnel('vxlan-1'),
      tunnel('gre-1', { type: 'gre', tos: 'inherit' }),
      tunnel('geneve-1', {
        type: 'geneve',
        localIp: '2001:db8::1',
        remoteIp: '2001:DB8:0::2',
        dstPort: 6_082,
        checksum: true,
      }),
    ]
    expect(await apply(host, 'create', ...states)).toEqual([undefined, undefined, undefined])
    expect(lab.vsctl('get Interface geneve-1 options')).toBe(
      '{csum="true", df_default="true", dst_port="6082", in_key=flow, local_ip="2001:db8::1", out_key=flow, remote_ip="2001:db8::2"}',
    )
    expect(lab.vsctl('get Interface gre-1 options:tos')).toBe('inherit')
    expect(await drift(host, [...bridges, ...cable, ...states])).toEqual([])
    lab.vsctl('set Interface gre-1 options:remote_ip=192.0.2.9')
    lab.vsctl('set Interface vxlan-1 options:egress_pkt_mark=7')
    expect(await drift(host, [...bridges, ...cable, ...states])).toEqual([
      'different ovs-port vxlan-1',
      'different ovs-port gre-1',
    ])
    expect(await apply(host, 'create', ...states)).toEqual([undefined, undefined, undefined])
    expect(await drift(host, [...bridges, ...cable, ...states])).toEqual([])
    expect(await apply(host, 'remove', ...states)).toEqual([undefined, undefined, undefined])
    expect(lab.vsctl('list-ports br-tun')).toBe('patch-int')
  })

  it('plugs a tap into its VLAN and remembers what it is for', async () => {
    const states = [localVlan(), vif(1)]
    const vlan = ovs.localVlan(SEGMENT)
    const number = ovs.portNumber('br-int', tapName(1))
    lab.tap(tapName(1))
    expect(await apply(host, 'create', ...states)).toEqual([undefined, undefined])
    expect(lab.vsctl(`get Port ${tapName(1)} tag`)).toBe(String(vlan))
    expect(lab.vsctl(`get Port ${tapName(1)} other_config`)).toBe(
      `{net_uuid="${NETWORK}", netloom_segment_id="${SEGMENT}", network_type=vxlan, physical_network=None, segmentation_id="101", tag="${String(vlan)}"}`,
    )
    expect(lab.vsctl(`get Interface ${tapName(1)} external_ids`)).toBe(
      `{attached-mac="${macOf(1)}", iface-id="${portId(1)}", iface-status=active}`,
    )
    expect(lab.vsctl(`get Interface ${tapName(1)} ofport`)).toBe(String(number))
    expect(lab.ip(`link show ${tapName(1)}`)).toMatch(/[<,]UP[,>].* mtu 1450 /)
    expect(await drift(host, [...bridges, ...cable, ...states])).toEqual([])
    expect(await apply(host, 'remove', vif(1))).toEqual([undefined])
    expect(lab.vsctl('list-ports br-int')).toBe('patch-tun')
    // Its flows go after it, and name it as they did.
    expect(ovs.portNumber('br-int', tapName(1))).toBe(number)
    expect(lab.ip(`link show ${tapName(1)}`)).toContain(tapName(1))
    await apply(host, 'remove', localVlan())
    expect(lab.vsctl('get Bridge br-int external_ids')).toBe('{netloom=made, netloom-agent=host.h}')
  })

  it('takes a device that a hypervisor has put there out of all VLANs at once, and then into its own', async () => {
    const told = events(ovs)
    lab.ip('link add name vnet7 type veth peer name guest7')
    lab.vsctl(
      `add-port br-int vnet7 -- set Interface vnet7 external_ids:iface-id=${portId(7)} external_ids:attached-mac=${macOf(7)} external_ids:vm-uuid=x`,
    )
    await told.next({ type: 'link-added', device: tapName(7) })
    await until('the dead VLAN', () => lab.vsctl('get Port vnet7 tag') === '4095' || undefined)
    expect(await host.links()).toContain(tapName(7))
    expect(await drift(host, [...bridges, ...cable])).toEqual([])
    const number = Number(lab.vsctl('get Interface vnet7 ofport'))
    expect(ovs.portNumber('br-int', tapName(7))).toBe(number)

    told.list.length = 0
    expect(await apply(host, 'create', localVlan(), vif(7))).toEqual([undefined, undefined])
    expect(lab.vsctl('get Port vnet7 tag')).toBe(String(ovs.localVlan(SEGMENT)))
    expect(lab.vsctl('get Interface vnet7 external_ids:vm-uuid')).toBe('x')
    expect(lab.ip('link show vnet7')).toContain('mtu 1450')
    expect(await drift(host, [...bridges, ...cable, localVlan(), vif(7)])).toEqual([])
    expect(told.list.filter(({ type }) => type === 'touched')).toEqual([])

    expect(await apply(host, 'remove', vif(7), localVlan())).toEqual([undefined, undefined])
    expect(lab.vsctl('get Port vnet7 tag external_ids other_config')).toBe(
      '4095\n{netloom=dead, netloom-agent=host.h}\n{}',
    )
    lab.vsctl('del-port vnet7')
    await told.next({ type: 'link-removed', device: tapName(7) })
  })

  it('lets nothing out of a device that is not wired yet, and everything to its own network when it is', async () => {
    events(ovs)
    lab.ofctl('add-flow br-int actions=NORMAL')
    const wired = await lab.guest(tapName(10), macOf(10), '10.9.0.10/24')
    const waiting = await lab.guest('vnet11', macOf(11), '10.9.0.11/24')
    const ping = (from: typeof wired, to: string): string => {
      try {
        return from('ping', '-n', '-c', '3', '-i', '0.05', '-W', '1', to)
      } catch {
        return 'no answer'
      }
    }
    await apply(host, 'create', localVlan(), vif(10))
    lab.ip('link set vnet11 up')
    lab.vsctl(`add-port br-int vnet11 -- set Interface vnet11 external_ids:iface-id=${portId(11)}`)
    await until('the dead VLAN', () => lab.vsctl('get Port vnet11 tag') === '4095' || undefined)
    expect(ping(waiting, '10.9.0.10')).toBe('no answer')
    expect(await apply(host, 'create', vif(11))).toEqual([undefined])
    expect(ping(waiting, '10.9.0.10')).toContain(' 0% packet loss')
    expect(await apply(host, 'remove', vif(11))).toEqual([undefined])
    expect(ping(wired, '10.9.0.11')).toBe('no answer')
    await apply(host, 'remove', vif(10), localVlan())
    lab.vsctl('del-port vnet11')
    lab.ofctl('del-flows br-int')
  })

  it('tells what others do to ports, and nothing of what it does itself', async () => {
    const told = events(ovs)
    const mine = [localVlan(), vif(2), tunnel('vxlan-2')]
    lab.tap(tapName(2))
    told.list.length = 0
    await apply(host, 'create', ...mine)
    const touched = () => told.list.filter(({ type }) => type === 'touched' || type === 'overrun')
    expect(touched()).toEqual([])
    lab.vsctl(`set Port ${tapName(2)} tag=9`)
    await told.next({ type: 'touched', device: tapName(2) })
    expect(await drift(host, [...bridges, ...cable, ...mine])).toEqual([`different ovs-port ${tapName(2)}`])
    expect(await apply(host, 'create', vif(2))).toEqual([undefined])
    lab.vsctl('del-port vxlan-2')
    await told.next({ type: 'touched', device: 'vxlan-2' })
    lab.vsctl('add-port br-tun foreign -- set Interface foreign type=vxlan options:remote_ip=192.0.2.77')
    lab.vsctl('set-fail-mode br-int standalone')
    await told.next({ type: 'touched', device: 'br-int' })
    expect(await drift(host, [...bridges, ...cable, ...mine])).toEqual([
      'different ovs-bridge br-int',
      'missing ovs-port vxlan-2',
    ])
    await apply(host, 'create', bridges[0]!)
    await apply(host, 'remove', ...mine)
    expect(lab.vsctl('list-ports br-tun')).toBe('foreign\npatch-int')
    expect(lab.vsctl('get Port foreign external_ids')).toBe('{}')
    lab.vsctl('del-port foreign')
  })

  it('takes the record of a tap away when its maker took the tap', async () => {
    events(ovs)
    lab.tap(tapName(3))
    await apply(host, 'create', localVlan(), vif(3))
    lab.ip(`link del ${tapName(3)}`)
    await until('the record', () => !lab.vsctl('list-ports br-int').includes(tapName(3)) || undefined)
    lab.tap(tapName(3))
    expect(await apply(host, 'create', vif(3))).toEqual([undefined])
    expect(await drift(host, [...bridges, ...cable, localVlan(), vif(3)])).toEqual([])
    // Made anew before anybody noticed that it was gone.
    lab.ip(`link del ${tapName(3)}`)
    lab.tap(tapName(3))
    expect(await apply(host, 'create', vif(3))).toEqual([undefined])
    await until('the new device', () => {
      const index = /^\d+/.exec(lab.ip(`link show ${tapName(3)}`))?.[0]
      return lab.vsctl(`get Interface ${tapName(3)} ifindex`) === index || undefined
    })
    expect(await drift(host, [...bridges, ...cable, localVlan(), vif(3)])).toEqual([])
    await apply(host, 'remove', vif(3), localVlan())
  })

  it('cables to a bridge of the operator only while it is there, and never touches it otherwise', async () => {
    const told = events(ovs)
    const pair = [patch('br-int', 'int-br-ex', 'phy-br-ex'), patch('br-ex', 'phy-br-ex', 'int-br-ex')]
    expect(await apply(host, 'create', ...pair)).toEqual([
      undefined,
      'Open vSwitch has no bridge br-ex; create it (ovs-vsctl add-br br-ex)',
    ])
    told.list.length = 0
    lab.vsctl('add-br br-ex -- set Bridge br-ex datapath_type=netdev external_ids:owner=operator')
    await told.next({ type: 'overrun' })
    expect(await apply(host, 'create', pair[1]!)).toEqual([undefined])
    expect(lab.vsctl('get Bridge br-ex external_ids fail_mode')).toBe('{owner=operator}\n[]')
    lab.vsctl('del-br br-ex')
    await told.next({ type: 'touched', device: 'phy-br-ex' })
    expect(await drift(host, [...bridges, ...cable, ...pair])).toContain('missing ovs-port phy-br-ex')
    lab.vsctl('add-br br-ex -- set Bridge br-ex datapath_type=netdev')
    expect(await apply(host, 'create', ...pair)).toEqual([undefined, undefined])
    expect(await drift(host, [...bridges, ...cable, ...pair])).toEqual([])
    await apply(host, 'remove', ...pair)
    expect(lab.vsctl('list-ports br-ex')).toBe('')
    lab.vsctl('del-br br-ex')
  })

  it('names the step that cannot be done, and does the others', async () => {
    lab.vsctl('add-port br-tun taken -- set Interface taken type=internal')
    lab.tap(tapName(5))
    const results = await apply(
      host,
      'create',
      tunnel('vxlan-3', { remoteIp: '192.0.2.3' }),
      tunnel('taken'),
      tunnel('vxlan-4', { remoteIp: '192.0.2.4' }),
      vif(6),
      localVlan(),
      vif(5),
    )
    expect(results[0]).toBeUndefined()
    expect(results[1]).toContain('taken is there already and is no vxlan port')
    expect(results[2]).toBeUndefined()
    expect(results[3]).toContain('No such device')
    expect(results[5]).toBeUndefined()
    expect(lab.vsctl('list-ports br-tun')).toBe('patch-int\ntaken\nvxlan-3\nvxlan-4')
    expect(lab.vsctl('get Interface taken type')).toBe('internal')
    lab.vsctl('del-port taken')
    await apply(host, 'remove', tunnel('vxlan-3'), tunnel('vxlan-4'), vif(5), localVlan())
  })

  it('takes a bridge over that is there, and leaves it when it is done', async () => {
    lab.vsctl(
      'add-br br-old -- set Bridge br-old datapath_type=netdev external_ids:who=neutron protocols=OpenFlow10,OpenFlow13',
    )
    expect(await apply(host, 'create', bridge('br-old'))).toEqual([undefined])
    expect(lab.vsctl('get Bridge br-old fail_mode external_ids protocols')).toBe(
      'secure\n{netloom=adopted, netloom-agent=host.h, who=neutron}\n[OpenFlow10, OpenFlow13, OpenFlow14]',
    )
    expect(await apply(host, 'remove', bridge('br-old'))).toEqual([undefined])
    expect(lab.vsctl('get Bridge br-old external_ids')).toBe('{who=neutron}')
    expect(await apply(host, 'create', bridge('br-mine'))).toEqual([undefined])
    expect(await apply(host, 'remove', bridge('br-mine'))).toEqual([undefined])
    expect(lab.vsctl('list-br')).toBe('br-int\nbr-old\nbr-tun')
  })
})
