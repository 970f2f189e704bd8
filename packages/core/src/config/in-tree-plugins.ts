import type { ConfigurationProblem } from '../errors/configuration-error.ts'
import { IniSectionReader } from './ini-section-reader.ts'
import type { IniSections } from '../registry/driver-module.ts'

/** What Neutron loads by these names is always there: no package brings it. */
const BUILT_IN_EXTENSIONS = [
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
  'port_device_profile',
  'port_hints',
  'port_numa_affinity_policy',
]

const BUILT_IN_PLUGINS = ['qos', 'trunk', 'segments', 'network_ip_availability', 'revisions', 'timestamp', 'tag']
const MISSING_PLUGINS = [
  'router',
  'metering',
  'auto_allocate',
  'conntrack_helper',
  'dummy',
  'firewall_v2',
  'flavors',
  'lbaasv2',
  'local_ip',
  'log',
  'ndp_proxy',
  'placement',
  'port_forwarding',
  'vpnaas',
]
/** Class paths that older files have in the place of names. */
const CLASSES: Readonly<Record<string, string>> = {
  'neutron.services.qos.qos_plugin.QoSPlugin': 'qos',
  'neutron.services.trunk.plugin.TrunkPlugin': 'trunk',
  'neutron.services.segments.plugin.Plugin': 'segments',
  'neutron.services.l3_router.l3_router_plugin.L3RouterPlugin': 'router',
  'neutron.services.metering.metering_plugin.MeteringPlugin': 'metering',
  'neutron_lbaas.services.loadbalancer.plugin.LoadBalancerPluginv2': 'lbaasv2',
}

/** Those of `extension_drivers` that a package has to bring. */
export function foreignExtensions(names: readonly string[]): readonly string[] {
  return names.filter((name) => !BUILT_IN_EXTENSIONS.includes(name) && !MISSING_EXTENSIONS.includes(name))
}

/** Warns of services and extensions of Neutron's own that are not offered yet: requests for them are answered with 404 or 400. */
export function missingPlugins(sections: IniSections): readonly ConfigurationProblem[] {
  const extensions = new IniSectionReader(sections, 'ml2', [])
  const plugins = new IniSectionReader(sections, 'DEFAULT', [])
  const warn = (reader: IniSectionReader, option: string, missing: readonly string[]): ConfigurationProblem[] =>
    (reader.list(option) ?? []).map(nameOf).flatMap((name) => {
      if (!missing.includes(name)) return []
      const problem = `${name} is not offered yet: what it adds to the API is answered as unknown`
      return [{ where: reader.where(option), value: name, problem, remedy: 'nothing to do; the rest works without it' }]
    })
  return [
    ...warn(extensions, 'extension_drivers', MISSING_EXTENSIONS),
    ...warn(plugins, 'service_plugins', MISSING_PLUGINS),
  ]
}

/** Refuses what neither Neutron nor netloom has: a service that an operator counts on would be missing in silence. */
export function checkServicePlugins(section: IniSectionReader): void {
  for (const name of section.list('service_plugins') ?? []) {
    if (BUILT_IN_PLUGINS.includes(nameOf(name)) || MISSING_PLUGINS.includes(nameOf(name))) continue
    section.complain(
      'service_plugins',
      name,
      'is no service of netloom or of Neutron',
      `remove it; these are built in: ${BUILT_IN_PLUGINS.join(', ')}`,
    )
  }
}

const nameOf = (name: string): string => CLASSES[name] ?? name
