import type { ConfigurationProblem } from '../errors/configuration-error.ts'
import { IniSectionReader } from './ini-section-reader.ts'
import { nearestName } from './nearest-name.ts'
import type { IniSections } from '../base/ini-sections.ts'

/** What Neutron loads by these names is always there: no package brings it. */
export const BUILT_IN_EXTENSIONS: readonly string[] = [
  'port_security',
  'qos',
  'dns',
  'dns_domain_ports',
  'data_plane_status',
  'uplink_status_propagation',
  'tag_ports_during_bulk_creation',
]
/** In Neutron's tree, and not here yet. */
const MISSING_EXTENSIONS = [
  'dns_domain_keywords',
  'subnet_dns_publish_fixed_ip',
  'uplink_status_propagation_updatable',
  'port_device_profile',
  'port_hardware_offload_type',
  'port_hints',
  'port_numa_affinity_policy',
  'port_trusted',
]

/** Services that the engine has without a package. */
export const BUILT_IN_PLUGINS: readonly string[] = [
  'qos',
  'trunk',
  'segments',
  'network_ip_availability',
  'revisions',
  'timestamp',
  'tag',
]
const MISSING_PLUGINS = [
  'router',
  'metering',
  'auto_allocate',
  'dummy',
  'firewall',
  'firewall_v2',
  'flavors',
  'lbaasv2',
  'local_ip',
  'log',
  'loki',
  'ndp_proxy',
  'network_segment_range',
  'placement',
  'vpnaas',
]
/** Class paths that older files have in the place of names, and what one service does here that are several in Neutron. */
const CLASSES: Readonly<Record<string, string>> = {
  'neutron.services.qos.qos_plugin.QoSPlugin': 'qos',
  'neutron.services.trunk.plugin.TrunkPlugin': 'trunk',
  'neutron.services.segments.plugin.Plugin': 'segments',
  'neutron.services.network_ip_availability.plugin.NetworkIPAvailabilityPlugin': 'network_ip_availability',
  'neutron.services.revisions.revision_plugin.RevisionPlugin': 'revisions',
  'neutron.services.timestamp.timestamp_plugin.TimeStampPlugin': 'timestamp',
  'neutron.services.tag.tag_plugin.TagPlugin': 'tag',
  'neutron.services.auto_allocate.plugin.Plugin': 'auto_allocate',
  'neutron_fwaas.services.firewall.fwaas_plugin.FirewallPlugin': 'firewall',
  'neutron_fwaas.services.firewall.fwaas_plugin_v2.FirewallPluginV2': 'firewall_v2',
  'neutron.services.firewall.fwaas_plugin.FirewallPlugin': 'firewall',
  'neutron.services.flavors.flavors_plugin.FlavorsPlugin': 'flavors',
  'neutron.services.logapi.logging_plugin.LoggingPlugin': 'log',
  'neutron.services.network_segment_range.plugin.NetworkSegmentRangePlugin': 'network_segment_range',
  'neutron.services.placement_report.plugin.PlacementReportPlugin': 'placement',
  'neutron.services.portforwarding.pf_plugin.PortForwardingPlugin': 'router',
  'neutron.services.conntrack_helper.plugin.Plugin': 'router',
  port_forwarding: 'router',
  conntrack_helper: 'router',
  'neutron.services.l3_router.l3_router_plugin.L3RouterPlugin': 'router',
  'neutron.services.metering.metering_plugin.MeteringPlugin': 'metering',
  'neutron_lbaas.services.loadbalancer.plugin.LoadBalancerPluginv2': 'lbaasv2',
  'neutron_lbaas.services.loadbalancer.proxy_plugin.LoadBalancerProxyPluginv2': 'lbaasv2',
  octavia: 'lbaasv2',
}

/** Those of `extension_drivers` that a package has to bring. */
export function foreignExtensions(names: readonly string[]): readonly string[] {
  return names.filter((name) => !BUILT_IN_EXTENSIONS.includes(name) && !MISSING_EXTENSIONS.includes(name))
}

/**
 * Warns of services and extensions of Neutron's own that are not offered yet: requests for them are answered with 404 or 400.
 * `found` = services that installed packages bring.
 */
export function missingPlugins(sections: IniSections, found: readonly string[] = []): readonly ConfigurationProblem[] {
  const extensions = new IniSectionReader(sections, 'ml2', [])
  const plugins = new IniSectionReader(sections, 'DEFAULT', [])
  const warn = (reader: IniSectionReader, option: string, missing: readonly string[]): ConfigurationProblem[] =>
    (reader.list(option) ?? []).map(nameOf).flatMap((name) => {
      if (!missing.includes(name) || found.includes(name)) return []
      const problem = `${name} is not offered yet: what it adds to the API is answered as unknown`
      return [{ where: reader.where(option), value: name, problem, remedy: 'nothing to do; the rest works without it' }]
    })
  return [
    ...warn(extensions, 'extension_drivers', MISSING_EXTENSIONS),
    ...warn(plugins, 'service_plugins', MISSING_PLUGINS),
  ]
}

/** Names in `service_plugins`, each once; class paths of older files as the names that they had later. */
export function servicePlugins(section: IniSectionReader): readonly string[] {
  return [...new Set((section.list('service_plugins') ?? []).map(nameOf))]
}

/**
 * Refuses what neither Neutron nor netloom nor an installed package (`found`) has: a service that an operator counts on would be
 * missing in silence.
 */
export function checkServicePlugins(section: IniSectionReader, found: readonly string[] = []): void {
  for (const name of section.list('service_plugins') ?? []) {
    if ([...BUILT_IN_PLUGINS, ...MISSING_PLUGINS, ...found].includes(nameOf(name))) continue
    section.complain(
      'service_plugins',
      name,
      'is no service of netloom or of Neutron',
      `${meant(name, found)}remove it; these are there: ${[...BUILT_IN_PLUGINS, ...found].join(', ')}; ` +
        `or install netloom-service-${name}`,
    )
  }
}

function meant(name: string, found: readonly string[]): string {
  const nearest = nearestName(name, [...BUILT_IN_PLUGINS, ...MISSING_PLUGINS, ...found])
  return nearest === undefined ? '' : `did you mean ${nearest}? Otherwise `
}

const nameOf = (name: string): string => CLASSES[name] ?? name
