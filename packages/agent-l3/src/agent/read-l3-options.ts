import { join } from 'node:path'
import { ConfigurationError, type ConfigurationProblem, type IniSections } from '@netloom/core'
import { IniSectionReader, readMetadataProxyOptions } from '@netloom/core/kit'
import { readVrrpOptions } from './read-vrrp-options.ts'
import { STATE_PATH, type L3Options } from '../render/l3-options.ts'

/** Reads Neutron's `l3_agent.ini`. @throws {ConfigurationError} naming all that is wrong */
export function readL3Options(sections: IniSections): L3Options {
  const problems: ConfigurationProblem[] = []
  const ini = new IniSectionReader(sections, 'DEFAULT', problems)
  const agent = new IniSectionReader(sections, 'agent', problems)
  refuseOtherModes(ini)
  const statePath = ini.text('state_path') ?? STATE_PATH
  const gateway = ini.ip('ipv6_gateway', 6)
  const user = ini.text('radvd_user')
  const least = ini.integer('min_rtr_adv_interval', 3, 1_350) ?? 30
  const most = ini.integer('max_rtr_adv_interval', 4, 1_800) ?? 100
  if (least > most * 0.75)
    ini.complain(
      'min_rtr_adv_interval',
      String(least),
      `is more than three quarters of max_rtr_adv_interval (${String(most)})`,
      'lower it: RFC 4861, 6.2.1',
    )
  const hasProxy = ini.boolean('enable_metadata_proxy') ?? true
  const proxy = { ...readMetadataProxyOptions(ini, statePath), port: ini.integer('metadata_port', 1, 65_535) ?? 9697 }
  const options: L3Options = {
    metadataDirectory: join(statePath, 'router-metadata-proxy'),
    ...(hasProxy && { metadata: { ...proxy, ipv6: true } }),
    advertisements: ini.text('ra_confs') ?? join(statePath, 'ra'),
    internalOnlyRouters: ini.boolean('handle_internal_only_routers') ?? true,
    randomFully: agent.boolean('use_random_fully') ?? true,
    leastAdvertisementInterval: least,
    mostAdvertisementInterval: most,
    vrrp: readVrrpOptions(ini, statePath),
    ...(gateway !== undefined && { ipv6Gateway: gateway }),
    ...(user !== undefined && { advertiserUser: user }),
  }
  if (problems.length > 0) throw new ConfigurationError(problems)
  return options
}

/** Distributed routers are another thing on every host: an agent that is asked for them must not pretend. */
function refuseOtherModes(ini: IniSectionReader): void {
  const mode = ini.text('agent_mode')
  if (mode === undefined || mode === 'legacy') return
  const isKnown = ['dvr', 'dvr_snat', 'dvr_no_external'].includes(mode)
  const problem = isKnown ? 'asks for distributed routers, which are not offered' : 'is no mode of an L3 agent'
  ini.complain('agent_mode', mode, problem, 'write legacy, or leave it out')
}
