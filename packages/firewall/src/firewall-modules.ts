import { CONTRACT, type ServiceModule, type ServicePackage } from '@netloom/core'
import type { FirewallEnvironment } from './base/environment.ts'
import { type Dialect, V1, V2 } from './model/dialect.ts'
import { Enforcement } from './enforcement/enforcement.ts'
import { agentFollower, portListener } from './enforcement/listen.ts'
import { ROUTER_KIND } from './enforcement/router-hosts.ts'
import { AnyFirewallService } from './firewalls/any-firewall-service.ts'
import { DefaultGroups } from './firewalls/default-groups.ts'
import { FirewallService } from './firewalls/firewall-service.ts'
import { FirewallGroupService } from './firewalls/group-service.ts'
import { FirewallPolicyService } from './policies/policy-service.ts'
import { FirewallRuleService } from './rules/rule-service.ts'
import { migrations } from './store/migrations.ts'
import { OWN_TABLES, tableName, tablesIn } from './store/tables.ts'
import { FIREWALL_AGENT_TYPE, FIREWALL_ENTITY, firewallTopics } from './wire/firewall-topics.ts'

declare module '@netloom/core' {
  interface NetloomServices {
    /** With `firewall()` among the modules. */
    readonly firewalls: FirewallService
    /** With `firewallV2()` among the modules. */
    readonly firewallGroups: FirewallGroupService
    readonly firewallPolicies: FirewallPolicyService
    readonly firewallRules: FirewallRuleService
  }
}

/** Firewall as a service, version 1: `createNetloom({ modules: [firewall()], … })`. One of the two versions at a time. */
export const firewall = (): ServiceModule => ({
  ...common(V1, 'firewall'),
  aliases: ['fwaas', 'fwaasrouterinsertion'],
  aliasTexts: {
    fwaas: {
      name: 'Firewall service',
      description: 'Extension for Firewall service',
      updated: '2013-02-25T10:00:00-00:00',
    },
    fwaasrouterinsertion: {
      name: 'Firewall Router insertion',
      description: 'Firewall Router insertion on specified set of routers',
      updated: '2015-01-27T10:00:00-00:00',
    },
  },
  description: 'Policies of ordered rules on routers',
})

/** Firewall as a service, version 2: `createNetloom({ modules: [firewallV2()], … })`. */
export const firewallV2 = (): ServiceModule => ({
  ...common(V2, 'firewall_v2'),
  aliases: ['fwaas_v2'],
  aliasTexts: {
    fwaas_v2: {
      name: 'FWaaS v2',
      description: 'Provides support for firewall-as-a-service version 2',
      updated: '2016-10-06T10:00:00-00:00',
    },
  },
  description: 'Policies of ordered rules for each direction, on ports of routers',
})

export const firewallPackage: ServicePackage = { kind: 'service', name: 'firewall', fromIni: firewall }
export const firewallV2Package: ServicePackage = { kind: 'service', name: 'firewall_v2', fromIni: firewallV2 }

function common(dialect: Dialect, name: string): Omit<ServiceModule, 'aliases'> {
  const { version, firewallType } = dialect
  return {
    contract: CONTRACT,
    kind: 'service',
    name,
    packageName: '@netloom/firewall',
    requires: ['router'],
    tables: OWN_TABLES.map((table) => tableName(version, table)),
    migrations: migrations(version),
    quotas: { [firewallType]: 10, firewall_policy: 10, firewall_rule: 100 },
    sharedTypes: {
      [firewallType]: { label: version === 1 ? 'Firewall' : 'Firewall group', table: tableName(version, 'firewalls') },
      firewall_policy: { label: 'Firewall policy', table: tableName(version, 'firewall_policies') },
      firewall_rule: { label: 'Firewall rule', table: tableName(version, 'firewall_rules') },
    },
    topics: firewallTopics(async ({ host }, ids, db) => {
      const rows = await tablesIn(db, version)
        .selectFrom('firewall_router_states')
        .select('router_id')
        .where('host', '=', host)
        .execute()
      const own = new Set(rows.map(({ router_id }) => router_id))
      return new Set(ids.filter((id) => own.has(id)))
    }),
    entities: { [FIREWALL_ENTITY]: { agentType: FIREWALL_AGENT_TYPE } },
    start: (engine) => {
      const enforcement = new Enforcement(engine, dialect)
      const env: FirewallEnvironment = { engine, dialect, enforcement }
      engine.scheduler.follow(ROUTER_KIND, (tx, routerId) => enforcement.routersChanged(tx, [routerId]))
      const all = new AnyFirewallService(env)
      const firewallPolicies = new FirewallPolicyService(env)
      const services = { firewallPolicies, firewallRules: new FirewallRuleService(env) }
      const defaults = new DefaultGroups(env, all, firewallPolicies)
      return Promise.resolve({
        services:
          version === 1
            ? { ...services, firewalls: new FirewallService(all) }
            : { ...services, firewallGroups: new FirewallGroupService(all, defaults) },
        listeners: [portListener(enforcement, version)],
        followers: [agentFollower(engine, enforcement)],
        reports: { [FIREWALL_ENTITY]: enforcement.reports },
      })
    },
  }
}
