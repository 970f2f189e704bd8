import { join } from 'node:path'
import type { IniSectionReader } from '@netloom/core/kit'
import type { VrrpOptions } from '../render/l3-options.ts'

/** What a password may be, that keepalived reads it as one word; VRRP has eight bytes for it. */
const PASSWORD = /^[!-~]{1,8}$/
/** What would begin a comment, or end the word. */
const SPECIAL = /[#!"'\\{}$@~]/

/** Neutron's options of HA routers; what is wrong is complained of. */
export function readVrrpOptions(ini: IniSectionReader, statePath: string): VrrpOptions {
  const interval = ini.number('ha_vrrp_advert_int', 0.01, 40) ?? 2
  const authentication = ini.choice('ha_vrrp_auth_type', ['AH', 'PASS'])
  const password = ini.text('ha_vrrp_auth_password')
  if (password !== undefined && (!PASSWORD.test(password) || SPECIAL.test(password)))
    ini.complain(
      'ha_vrrp_auth_password',
      '(hidden)',
      'is no password of VRRP',
      'write up to eight letters, digits and signs, without quotes, braces, #, !, $, @, ~ and backslashes',
    )
  if (password !== undefined && !Number.isInteger(interval))
    ini.complain(
      'ha_vrrp_advert_int',
      String(interval),
      'needs VRRP 3, which knows no passwords',
      'write whole seconds, or remove ha_vrrp_auth_password',
    )
  return {
    directory: ini.text('ha_confs_path') ?? join(statePath, 'ha_confs'),
    advertisementInterval: interval,
    healthCheckInterval: ini.integer('ha_vrrp_health_check_interval', 0, 3_600) ?? 0,
    authentication: authentication === 'AH' ? 'AH' : 'PASS',
    ...(password !== undefined && { password }),
  }
}
