import { join } from 'node:path'
import { ConfigurationError, type ConfigurationProblem, type IniSections } from '@netloom/core'
import { accountName, IniSectionReader, readMetadataProxyOptions } from '@netloom/core/kit'
import { DEFAULT_LEASE_MAX, STATE_PATH, type DhcpOptions } from './dhcp-options.ts'

const DRIVERS = ['dnsmasq', 'neutron.agent.linux.dhcp.Dnsmasq']

/** Reads Neutron's `dhcp_agent.ini`. @throws {ConfigurationError} naming all that is wrong */
export function readDhcpOptions(sections: IniSections): DhcpOptions {
  const problems: ConfigurationProblem[] = []
  const ini = new IniSectionReader(sections, 'DEFAULT', problems)
  const driver = ini.text('dhcp_driver')
  if (driver !== undefined && !DRIVERS.includes(driver)) {
    const problem = {
      value: driver,
      problem: 'is no DHCP driver of ours',
      remedy: `write one of: ${DRIVERS.join(', ')}`,
    }
    problems.push({ where: '[DEFAULT] dhcp_driver', ...problem })
  }
  const statePath = ini.text('state_path') ?? STATE_PATH
  const directory = ini.text('dhcp_confs') ?? join(statePath, 'dhcp')
  const proxy = readMetadataProxyOptions(ini, statePath)
  const resyncInterval = ini.integer('resync_interval', 1, 86_400)
  const options: DhcpOptions = {
    directory,
    metadataSocket: proxy.socket,
    proxyDirectory: join(statePath, 'ns-metadata-proxy'),
    dnsServers: ini.list('dnsmasq_dns_servers') ?? [],
    localResolv: ini.boolean('dnsmasq_local_resolv') ?? false,
    leaseMax: ini.integer('dnsmasq_lease_max', 1, 2 ** 31 - 1) ?? DEFAULT_LEASE_MAX,
    broadcastReply: ini.boolean('dhcp_broadcast_reply') ?? false,
    addressList6: ini.boolean('dnsmasq_enable_addr6_list') ?? false,
    renewalTime: ini.integer('dhcp_renewal_time', 0, 2 ** 31 - 1) ?? 0,
    rebindingTime: ini.integer('dhcp_rebinding_time', 0, 2 ** 31 - 1) ?? 0,
    isolatedMetadata: ini.boolean('enable_isolated_metadata') ?? false,
    forceMetadata: ini.boolean('force_metadata') ?? false,
    bulkReloadInterval: ini.integer('bulk_reload_interval', 0, 86_400) ?? 0,
    ...(resyncInterval !== undefined && { resyncInterval }),
    ...optional('configFile', ini.text('dnsmasq_config_file')),
    ...optional('serverUser', accountName(ini, 'dnsmasq_user')),
    ...optional('proxyUser', proxy.user),
    ...optional('proxyGroup', proxy.group),
    ...optional('logDirectory', ini.text('dnsmasq_base_log_dir')),
  }
  if (problems.length > 0) throw new ConfigurationError(problems)
  return options
}

const optional = <K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> =>
  value === undefined ? {} : ({ [key]: value } as Record<K, string>)
