import type { ConfigurationProblem, IniSections } from '@netloom/core'
import { IniSectionReader } from '@netloom/core/kit'

/** PEM files of a certificate and its key. */
export interface TlsFiles {
  readonly certFile: string
  readonly keyFile: string
}

/** Options that would make TLS stricter than ours: refused rather than ignored. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  ca_file: 'clients are not asked for certificates; remove it, or put a proxy in front that asks',
  ciphers: 'the ciphers are those of the runtime; remove it',
  version: 'TLS 1.2 and 1.3 are spoken; remove it',
}

/** `[DEFAULT] use_ssl` and `[ssl]` of neutron.conf; files are used only where `use_ssl` says so, as Neutron does. */
export function readTlsIni(
  useSsl: boolean,
  sections: IniSections,
  problems: ConfigurationProblem[],
): TlsFiles | undefined {
  if (!useSsl) return undefined
  const section = new IniSectionReader(sections, 'ssl', problems)
  for (const [option, remedy] of Object.entries(UNSUPPORTED)) {
    const value = section.text(option)
    if (value !== undefined) section.complain(option, value, 'has no effect here', remedy)
  }
  const certFile = section.text('cert_file')
  const keyFile = section.text('key_file')
  for (const [option, value] of [
    ['cert_file', certFile],
    ['key_file', keyFile],
  ] as const) {
    if (value !== undefined) continue
    const problem = 'is missing, and use_ssl needs it'
    problems.push({ where: section.where(option), problem, remedy: 'name the PEM file, or remove use_ssl' })
  }
  return certFile === undefined || keyFile === undefined ? undefined : { certFile, keyFile }
}
