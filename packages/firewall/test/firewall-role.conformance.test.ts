import { describeAgentRole, type RoleItem, type RoleObject } from '@netloom/testing/conformance'
import { firewallRole, routerFilterKind } from '../src/agent/index.ts'
import { FIREWALL_ENTITY } from '../src/index.ts'

/** A router each, with one filtered port, a policy and a rule. */
function filteredRouter(index: number, host: string): RoleObject {
  const hex = `${index.toString(16).padStart(2, '0')}${Buffer.from(host).toString('hex').slice(-2)}`
  const idOf = (kind: string): string => `${kind}a${hex}00-0000-4000-8000-000000000000`
  const [routerId, portId, policyId, ruleId, token] = ['1', '2', '3', '4', '5'].map(idOf) as [
    ...[string, string, string, string, string],
  ]
  const topic = `firewall-router/${routerId}`
  const rule = { id: ruleId, ipVersion: 4, protocol: 6, source: null, destination: '10.0.0.0/24' }
  const port = { portId, adminStateUp: true, ingressPolicyId: policyId, egressPolicyId: null }
  const items: readonly RoleItem[] = [
    { topic: `firewall/${host}`, key: `router/${routerId}`, body: { routerId } },
    { topic, key: `rule/${ruleId}`, body: { ...rule, sourcePorts: null, destinationPorts: [80, 90], action: 'allow' } },
    { topic, key: `policy/${policyId}`, body: { id: policyId, ruleIds: [ruleId] } },
    { topic, key: `port/${portId}`, body: port },
    { topic, key: 'router', body: { routerId, token } },
  ]
  return { items, ids: [token], changed: { topic, key: `port/${portId}`, body: { ...port, adminStateUp: false } } }
}

describeAgentRole('firewall', {
  open: () =>
    Promise.resolve({
      role: firewallRole('firewall.h1'),
      kinds: [routerFilterKind()],
      entity: FIREWALL_ENTITY,
      object: filteredRouter,
      isMarked: (state) => 'mark' in state && state.mark !== '',
    }),
})
