import { join } from 'node:path'
import { ConfigurationError, type ConfigurationProblem, type IniSections } from '@netloom/core'
import { IniSectionReader } from '@netloom/core/kit'
import { type HaproxyOptions, STATE_PATH } from '../render/haproxy-options.ts'

const PATH = /^\/[\w/.:@+-]+$/
const PATH_REMEDY = 'use an absolute path of letters, digits and any of / . _ - : @ +'

/** Reads `lbaas_agent.ini` of neutron-lbaas. @throws {ConfigurationError} naming all that is wrong */
export function readHaproxyOptions(sections: IniSections): HaproxyOptions {
  const problems: ConfigurationProblem[] = []
  const own = new IniSectionReader(sections, 'DEFAULT', problems)
  const haproxy = new IniSectionReader(sections, 'haproxy', problems)
  const store = new IniSectionReader(sections, 'certificates', problems)
  const statePath = own.text('state_path') ?? STATE_PATH
  const [user, group] = [accountName(haproxy, 'user'), accountName(haproxy, 'user_group')]
  const connectionLimit = haproxy.integer('connection_limit', 1, 10_000_000)
  const hardStopAfter = haproxy.integer('hard_stop_after', 1, 2_147_483)
  const options: HaproxyOptions = {
    directory: path(haproxy, 'loadbalancer_state_path') ?? join(statePath, 'lbaas'),
    certificates: path(store, 'storage_path') ?? join(statePath, 'lbaas', 'certificates'),
    ...(user !== undefined && { user }),
    ...(group !== undefined && { group }),
    ...(connectionLimit !== undefined && { connectionLimit }),
    ...(hardStopAfter !== undefined && { hardStopAfter }),
  }
  if (problems.length > 0) throw new ConfigurationError(problems)
  return options
}

function path(ini: IniSectionReader, option: string): string | undefined {
  const text = ini.text(option)?.replace(/\/+$/, '')
  if (text === undefined || PATH.test(text)) return text
  ini.complain(option, text, 'has characters that haproxy cannot be told', PATH_REMEDY)
  return undefined
}

function accountName(ini: IniSectionReader, option: string): string | undefined {
  const text = ini.text(option)
  if (text !== undefined && !/^\w[\w.-]{0,31}$/.test(text))
    ini.complain(option, text, 'is no name', 'write a name of this host')
  return text
}
