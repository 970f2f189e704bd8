import type { IniSectionReader } from '@netloom/core/kit'

/** Protocols by helper. */
export type AllowedHelpers = Readonly<Record<string, readonly string[]>>

/** Neutron: default of `allowed_conntrack_helpers`. */
export const DEFAULT_HELPERS: AllowedHelpers = {
  amanda: ['tcp'],
  ftp: ['tcp'],
  h323: ['udp', 'tcp'],
  irc: ['tcp'],
  'netbios-ns': ['udp'],
  pptp: ['tcp'],
  sane: ['tcp'],
  sip: ['udp', 'tcp'],
  snmp: ['udp'],
  tftp: ['udp'],
}

/** `allowed_conntrack_helpers = ftp:tcp,sip:tcp,sip:udp`; Neutron's own files have braces around each. */
export function readAllowedHelpers(core: IniSectionReader): AllowedHelpers | undefined {
  const list = core.list('allowed_conntrack_helpers')
  if (list === undefined) return undefined
  const allowed: Record<string, string[]> = {}
  for (const entry of list) {
    const [, helper, protocol] = /^\{?\s*'?([a-z0-9-]+)'?\s*:\s*'?([a-z0-9]+)'?\s*\}?$/.exec(entry) ?? []
    if (helper === undefined || protocol === undefined) {
      core.complain('allowed_conntrack_helpers', entry, 'is no helper with its protocol', 'write ftp:tcp, tftp:udp, …')
      continue
    }
    allowed[helper] = [...(allowed[helper] ?? []), protocol]
  }
  return allowed
}
