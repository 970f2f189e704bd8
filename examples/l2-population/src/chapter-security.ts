import { describeTrace, type ShownTrace } from 'netloom/lab'
import type { Claims } from './claims.ts'
import type { SecurityCloud } from './security-cloud.ts'
import { showLines } from './show-lines.ts'

const HTTP = { from: 'client', to: 'web', proto: 'tcp', dport: '80' }
const SSH = { ...HTTP, dport: '22' }

/** Default deny, a rule, a remote group, a spoof; each packet is traced and sent. */
export async function playSecurity(cloud: SecurityCloud, claims: Claims): Promise<void> {
  const [client, web] = [await cloud.boot('client', 'host1'), await cloud.boot('web', 'host2')]
  await cloud.boot('neighbour', 'host1')

  console.log('  Ports that say nothing are in the group "default": its members reach each other.')
  const among = await cloud.trace({ from: 'client', to: 'neighbour' }, 'delivered')
  checkArrival(claims, 'an echo from client to neighbour arrives', among, true)
  claims.check(
    'the trace names the rule: from members of the group itself',
    ruleOf(among).includes('from members of'),
    ruleOf(among),
  )

  console.log('\n  web gets a group of its own, which has no rule for what comes in.')
  const group = await cloud.group('web')
  await cloud.setGroups(web, [group])
  const denied = await cloud.trace(HTTP, 'dropped')
  showTrace('netloom trace --from client --to web --proto tcp --dport 80 --live', denied)
  checkArrival(claims, 'TCP to port 80 of web does not arrive', denied, false)
  claims.check(
    'the trace ends on host2, at web: no rule allows it',
    denied.decided?.host === 'host2' && ruleOf(denied).startsWith('no rule'),
    ruleOf(denied),
  )

  console.log('\n  A rule for port 80:')
  const rule = await cloud.allow(group, { protocol: 'tcp', port_range_min: 80, port_range_max: 80 })
  const allowed = await cloud.trace(HTTP, 'delivered')
  showTrace('the same packet', allowed)
  checkArrival(claims, 'it arrives', allowed, true)
  claims.check(`the trace names rule ${rule}`, allowed.decided?.ruleId === rule, String(allowed.decided?.ruleId))
  const said = allowed.live?.hosts.find(({ host }) => host === 'host2')?.ruleIds ?? []
  claims.check('and so does the kernel of host2', said.includes(rule), said.join(', '))
  checkArrival(claims, 'port 81 stays shut', await cloud.trace({ ...HTTP, dport: '81' }, 'dropped'), false)

  console.log('\n  Port 22 is for members of the group "admins":')
  const admins = await cloud.group('admins')
  await cloud.allow(group, { protocol: 'tcp', port_range_min: 22, port_range_max: 22, remote_group_id: admins })
  checkArrival(claims, 'client is not one of them: SSH does not arrive', await cloud.trace(SSH, 'dropped'), false)
  await cloud.setGroups(client, [...(await cloud.groupsOf(client)), admins])
  const remote = await cloud.trace(SSH, 'delivered')
  checkArrival(claims, 'client becomes one of them: SSH arrives, and no rule has changed', remote, true)
  claims.check('the trace names the group', ruleOf(remote).includes(`from members of ${admins}`), ruleOf(remote))

  console.log('\n  A spoof: client sends as 172.16.100.250, which is not its address.')
  const spoof = await cloud.trace({ ...HTTP, source: '172.16.100.250' }, 'dropped')
  showTrace('netloom trace … --source 172.16.100.250 --live', spoof)
  checkArrival(claims, 'it does not arrive, whatever the rules', spoof, false)
  claims.check(
    'the guard of host1 stops it, before any group is asked',
    spoof.decided?.hop === 'guard' && spoof.decided.host === 'host1',
    spoof.decided?.hop,
  )
}

const ruleOf = ({ decided }: ShownTrace): string => decided?.cause.rule ?? ''

/** What the trace says, what the wire says, and that they say the same. */
function checkArrival(claims: Claims, text: string, shown: ShownTrace, arrives: boolean): void {
  const isSo = shown.live?.arrived === arrives && shown.verdict === (arrives ? 'delivered' : 'dropped')
  claims.check(`${text}; trace and kernel agree`, isSo && shown.live.agrees, describeTrace(shown))
}

const showTrace = (what: string, shown: ShownTrace): void => {
  showLines(what, describeTrace(shown))
}
