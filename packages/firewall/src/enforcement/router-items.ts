import { canonicalAddress, canonicalPrefix } from '@netloom/core/kit'
import { loadFirewalls } from '../rows/load-firewalls.ts'
import type { FirewallRule } from '../model/firewall-rule.ts'
import { portRange } from '../model/ports.ts'
import { protocolNumber } from '../model/protocols.ts'
import { loadPolicies } from '../rows/load-policies.ts'
import { loadRules } from '../rows/load-rules.ts'
import type { ApiVersion, Db } from '../store/tables.ts'
import type { FilteredPortItem, PolicyItem, RuleItem } from '../wire/firewall-items.ts'
import { filteredPortKey, policyKey, ruleKey } from '../wire/firewall-topics.ts'
import { firewallOfPorts, isEnforced } from './coverage.ts'
import { routerPorts } from './router-ports.ts'

/** What hosts must know to filter a router's packets, by item key; nothing where no port of it is filtered. */
export async function routerItems(
  db: Db,
  version: ApiVersion,
  routerId: string,
  /** A port that is about to go. */
  gonePortId?: string,
): Promise<ReadonlyMap<string, object>> {
  const ports = (await routerPorts(db, 'device_id', [routerId])).filter(({ id }) => id !== gonePortId)
  const firewallOf = await firewallOfPorts(db, version, ports)
  const firewalls = await loadFirewalls(db, version, [...new Set(firewallOf.values())])
  const items = new Map<string, object>()
  const policyIds = new Set<string>()
  for (const { id } of ports) {
    const firewall = firewalls.get(firewallOf.get(id) ?? '')
    if (firewall === undefined || !isEnforced(firewall)) continue
    const { adminStateUp, ingressPolicyId, egressPolicyId } = firewall
    const item: FilteredPortItem = { portId: id, adminStateUp, ingressPolicyId, egressPolicyId }
    items.set(filteredPortKey(id), item)
    for (const policyId of [ingressPolicyId, egressPolicyId]) if (policyId !== null) policyIds.add(policyId)
  }
  const policies = await loadPolicies(db, version, [...policyIds])
  const rules = await loadRules(db, version, [...new Set([...policies.values()].flatMap(({ ruleIds }) => ruleIds))])
  for (const { id, ruleIds } of policies.values()) {
    const enabled = ruleIds.flatMap((ruleId) => {
      const rule = rules.get(ruleId)
      return rule?.enabled === true ? [rule] : []
    })
    items.set(policyKey(id), { id, ruleIds: enabled.map((rule) => rule.id) } satisfies PolicyItem)
    for (const rule of enabled) items.set(ruleKey(rule.id), ruleItem(rule))
  }
  return items
}

const prefixOf = (text: string | null): string | null =>
  text === null ? null : (canonicalAddress(text) ?? canonicalPrefix(text) ?? null)

const portsOf = (text: string | null): readonly [number, number] | null =>
  text === null ? null : (portRange(text) ?? null)

function ruleItem(rule: FirewallRule): RuleItem {
  return {
    id: rule.id,
    ipVersion: rule.ipVersion,
    protocol: rule.protocol === null ? null : protocolNumber(rule.protocol, rule.ipVersion),
    source: prefixOf(rule.sourceIpAddress),
    destination: prefixOf(rule.destinationIpAddress),
    sourcePorts: portsOf(rule.sourcePort),
    destinationPorts: portsOf(rule.destinationPort),
    action: rule.action,
  }
}
