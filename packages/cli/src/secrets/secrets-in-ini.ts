import type { IniSections } from '@netloom/core'
import { type IniConfig, type IniFile, readIniFiles } from '@netloom/core/kit'
import type { SecretFile } from './secret-file.ts'

const SECRET_OPTION = /(^|_)(password|passwd|secret|secret_key|token)$/
/** `rabbit://openstack:password@controller`, `mysql+pymysql://neutron:password@controller/neutron` */
const URL_WITH_PASSWORD = /:\/\/[^\s/@:]*:[^\s/@]+@/

/** INI files that have a password in them, and the files of secrets that they name. */
export function secretsInIni(texts: readonly IniFile[]): readonly SecretFile[] {
  return texts.flatMap((file) => {
    const sections = sectionsOf(file)
    if (sections === undefined) return []
    const option = secretOption(sections)
    return [
      ...(option === undefined ? [] : [{ path: file.path, holds: option }]),
      ...named(sections, 'netloom', 'agent_token_file', 'the agents’ token'),
      ...named(sections, 'ssl', 'key_file', 'the key of the certificate'),
    ]
  })
}

/** Each file by itself: a password that a later file replaces is one all the same. */
function sectionsOf(file: IniFile): IniSections | undefined {
  let ini: IniConfig | undefined
  try {
    ini = readIniFiles([file])
  } catch {
    // Wrong lines are complained of by those who read all files together.
  }
  return ini?.sections
}

function secretOption(sections: IniSections): string | undefined {
  for (const [section, options] of sections) {
    for (const [option, values] of options) {
      const holds = SECRET_OPTION.test(option) ? values.some((value) => value !== '') : values.some(hasPassword)
      if (holds) return `[${section}] ${option}`
    }
  }
  return undefined
}

const hasPassword = (value: string): boolean => URL_WITH_PASSWORD.test(value)

function named(sections: IniSections, section: string, option: string, holds: string): readonly SecretFile[] {
  return (sections.get(section)?.get(option) ?? []).map((path) => ({ path, holds }))
}
