import { describeTrace, type ShownTrace } from 'netloom/lab'
import type { Shown } from './api-sender.ts'
import type { Claims } from './claims.ts'
import type { RouterCloud } from './router-cloud.ts'
import { showLines } from './show-lines.ts'

const FLOATING = '203.0.113.50'
const FORWARDED = '203.0.113.60'
const WORLD = '198.51.100.1'

/** A router between two networks, out, in by a floating IP and a forwarded port, and a firewall; each packet is traced and sent. */
export async function playRouters(cloud: RouterCloud, claims: Claims): Promise<void> {
  const { send, make, trace, external, subnets, ports } = cloud
  console.log('  vm1 is in "red" on host1 (Linux bridge), vm2 in "blue" on host2 (Open vSwitch). A router joins them:')
  const router = await make('routers', 'router', { name: 'r1', external_gateway_info: { network_id: external } })
  const interfaces: string[] = []
  for (const subnet_id of subnets) {
    const added = await send('PUT', `routers/${router}/add_router_interface`, { subnet_id })
    interfaces.push(String(added['port_id']))
  }
  await allow(cloud, ports[0])
  const between = await trace({ from: 'vm1', to: 'vm2' }, 'delivered')
  showTrace('netloom trace --from vm1 --to vm2 --live', between)
  checkArrival(claims, 'an echo from vm1 arrives at vm2, over the router', between, true)
  const routing = between.hops.find(({ hop }) => hop === 'routing')
  claims.check('the trace names the router', routing?.cause.object === `router/${router}`, routing?.cause.object)

  console.log(`\n  Out to ${WORLD}, a server of the world outside:`)
  const gateway = await gatewayAddress(send, router)
  const out = await trace({ from: 'vm2', to: WORLD }, 'delivered')
  checkArrival(claims, 'an echo from vm2 arrives there', out, true)
  claims.check(`with the router’s address ${gateway}`, out.live?.packet?.source === gateway, out.live?.packet?.source)

  console.log(`\n  In by the floating IP ${FLOATING}, which leads to vm2:`)
  const nobody = await trace({ from: 'outside', to: FLOATING }, 'lost')
  checkArrival(claims, 'before there is one, nobody answers for the address', nobody, false)
  await make('floatingips', 'floatingip', {
    ...{ floating_network_id: external, floating_ip_address: FLOATING, port_id: ports[1] },
  })
  const inward = await trace({ from: 'outside', to: FLOATING, proto: 'tcp', dport: '80' }, 'delivered')
  showTrace(`netloom trace --from outside --to ${FLOATING} --proto tcp --dport 80 --live`, inward)
  checkArrival(claims, 'TCP from outside arrives at vm2', inward, true)
  const own = await trace({ from: 'vm2', to: 'outside' }, 'delivered')
  claims.check('what vm2 sends leaves with it now', own.live?.packet?.source === FLOATING, own.live?.packet?.source)

  console.log(`\n  Port 8080 of ${FORWARDED} leads to port 80 of vm1:`)
  const shared = await make('floatingips', 'floatingip', {
    ...{ floating_network_id: external, floating_ip_address: FORWARDED },
  })
  await make(`floatingips/${shared}/port_forwardings`, 'port_forwarding', {
    ...{ protocol: 'tcp', external_port: 8080, internal_port: 80 },
    ...{ internal_port_id: ports[0], internal_ip_address: '10.0.1.11' },
  })
  const forwarded = await trace({ from: 'outside', to: FORWARDED, proto: 'tcp', dport: '8080' }, 'delivered')
  checkArrival(claims, 'TCP to port 8080 arrives', forwarded, true)
  const { destination, destinationPort } = forwarded.live?.packet ?? {}
  claims.check('at port 80 of vm1', destination === '10.0.1.11' && destinationPort === 80, JSON.stringify(destination))

  console.log('\n  A firewall group on the router’s port in "blue": all of TCP but port 23.')
  const rule = async (body: object): Promise<string> => make('fwaas/firewall_rules', 'firewall_rule', body)
  const deny = await rule({ action: 'deny', protocol: 'tcp', destination_port: '23' })
  const policy = await make('fwaas/firewall_policies', 'firewall_policy', {
    firewall_rules: [deny, await rule({ action: 'allow', protocol: 'tcp' })],
  })
  await make('fwaas/firewall_groups', 'firewall_group', {
    ...{ ports: [interfaces[1]], ingress_firewall_policy_id: policy, egress_firewall_policy_id: policy },
  })
  const telnet = await trace({ from: 'vm1', to: 'vm2', proto: 'tcp', dport: '23' }, 'dropped')
  showTrace('netloom trace --from vm1 --to vm2 --proto tcp --dport 23 --live', telnet)
  checkArrival(claims, 'TCP to port 23 of vm2 does not arrive, though its security group allows it', telnet, false)
  claims.check(`the trace names rule ${deny}`, telnet.decided?.ruleId === deny, telnet.decided?.cause.rule)
  const said = telnet.live?.hosts.flatMap(({ ruleIds }) => ruleIds) ?? []
  claims.check('and so does the kernel in the router’s namespace', said.includes(deny), said.join(', '))
  const web = await trace({ from: 'vm1', to: 'vm2', proto: 'tcp', dport: '80' }, 'delivered')
  checkArrival(claims, 'port 80 stays open', web, true)
}

/** Both instances are in the group of their project that ports are in by default. */
async function allow({ send, make }: RouterCloud, port: string): Promise<void> {
  const [group] = (await send('GET', `ports/${port}`))['security_groups'] as readonly string[]
  for (const protocol of ['icmp', 'tcp']) {
    const what = { security_group_id: group, direction: 'ingress', ethertype: 'IPv4', protocol }
    await make('security-group-rules', 'security_group_rule', what)
  }
}

async function gatewayAddress(send: RouterCloud['send'], router: string): Promise<string> {
  const info = (await send('GET', `routers/${router}`))['external_gateway_info'] as Shown
  const [first] = info['external_fixed_ips'] as readonly Shown[]
  return String(first?.['ip_address'])
}

/** What the trace says, what the wire says, and that they say the same. */
function checkArrival(claims: Claims, text: string, shown: ShownTrace, arrives: boolean): void {
  const isSo = shown.live?.arrived === arrives && (shown.verdict === 'delivered') === arrives
  claims.check(`${text}; trace and kernel agree`, isSo && shown.live.agrees, describeTrace(shown))
}

const showTrace = (what: string, shown: ShownTrace): void => {
  showLines(what, describeTrace(shown))
}
