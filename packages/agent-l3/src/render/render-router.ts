import type { Rendered } from '@netloom/core'
import { renderAdvertiser } from './advertisements.ts'
import { helperChains, helperObjects } from './conntrack-helpers.ts'
import type { L3Options } from './l3-options.ts'
import { metadataAddresses, renderMetadataProxy } from './metadata.ts'
import { namespaceOf, tapOf } from './names.ts'
import { routerChains, SILENCE, type GatewayRules } from './router-rules.ts'
import { renderRoutes } from './router-routes.ts'
import { ROUTER_SETTINGS } from './router-settings.ts'
import { renderHaPorts, renderVrrp } from './vrrp.ts'
import {
  isActive,
  type ServedHa,
  sourceAddress,
  withLength,
  type ServedInterface,
  type ServedRouter,
} from './served-router.ts'
import type { NamespacePortState, NamespaceSettingsState, NamespaceState, RouterRulesState } from './states.ts'

/** All that a router is on this host, without what leads to single addresses behind it. Pure. */
export function renderRouter(served: ServedRouter, options: L3Options): readonly Rendered[] {
  const { router, interfaces, gateway, ha } = served
  const namespace = namespaceOf(router.id)
  const home: NamespaceState = { kind: 'service-namespace', name: namespace }
  const settings: NamespaceSettingsState = { kind: 'namespace-settings', namespace, values: ROUTER_SETTINGS }
  const silence = ha === undefined ? [] : [SILENCE]
  const rules: RouterRulesState = {
    ...{ kind: 'router-table', part: 'rules', namespace, helpers: helperObjects(served.helpers) },
    chains: [
      ...routerChains(gateway && gatewayRules(served, gateway, options), options.metadata),
      ...helperChains(served.helpers),
      ...silence,
    ],
  }
  // A router that stands by is silent.
  const advertiser = isActive(served) ? renderAdvertiser(served, options) : undefined
  const proxy = renderMetadataProxy(served, options)
  return [
    { state: home, rule: 'where the router lives' },
    { state: settings, rule: 'settings of a router' },
    { state: rules, rule: 'address translation of the router' },
    ...(ha === undefined
      ? interfaces.map((one) => ({ state: portOf(namespace, one, options), rule: `${one.kind} interface` }))
      : renderHaPorts(served, ha, options)),
    // On several hosts they are VRRP's.
    ...(ha === undefined ? renderRoutes(served, options) : [vrrpOf(served, ha, options)]),
    // Guests with addresses of IPv4, and traffic of IPv6 that has its way, do without.
    ...(advertiser === undefined ? [] : [{ state: advertiser, rule: 'router advertisements', isExtra: true as const }]),
    // Traffic does not wait for it either.
    ...(proxy === undefined
      ? []
      : [{ state: proxy, rule: 'metadata for guests of the router', isExtra: true as const }]),
  ]
}

const vrrpOf = (served: ServedRouter, ha: ServedHa, options: L3Options): Rendered => ({
  state: renderVrrp(served, ha, options),
  rule: 'which host is active',
})

function gatewayRules({ router, ha }: ServedRouter, gateway: ServedInterface, options: L3Options): GatewayRules {
  const address = sourceAddress(gateway)
  // A host that takes over knows no connection: it finds the same ports again only where they were not drawn.
  const randomFully = ha === undefined && (options.randomFully ?? true)
  return { device: gateway.inner, snat: router.enableSnat, randomFully, ...(address !== undefined && { address }) }
}

const portOf = (namespace: string, one: ServedInterface, options: L3Options): NamespacePortState => ({
  ...{ kind: 'namespace-port', namespace, device: tapOf(one.portId), inner: one.inner },
  ...{
    macAddress: one.macAddress,
    mtu: one.mtu,
    addresses: [...one.addresses.map(withLength), ...metadataAddresses(one, options)].sort(),
  },
})
