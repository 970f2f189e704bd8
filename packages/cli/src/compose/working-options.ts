import { readDhcpOptions } from '@netloom/agent-dhcp'
import type { IniSections } from '@netloom/core'
import { IniSectionReader, type OptionCatalogue, readPermittedEthertypes, RecordedReads } from '@netloom/core/kit'
import { readMl2Ini } from '@netloom/ml2/ini'
import { readRendererOptions } from '@netloom/mech-linuxbridge/agent'
import { readOpenvswitchOptions } from '@netloom/mech-ovs/agent'
import { readPolicyIni } from '@netloom/api'
import { readKeystoneIni } from '@netloom/server/ini'
import { readAgentIni } from './agent-ini.ts'
import { BUILT_IN_DRIVERS } from './built-in-drivers.ts'
import { readLoggingIni } from './logging-ini.ts'
import { guardChoice } from './firewall-driver.ts'
import { readServerIni } from './server-ini.ts'
import { readTlsIni } from './tls-ini.ts'

/** Everything that reads options of a controller's or an agent's files. */
const READERS: readonly ((sections: IniSections) => unknown)[] = [
  (sections) => readMl2Ini({ sections, origin: () => undefined }),
  readServerIni,
  readAgentIni,
  readLoggingIni,
  (sections) => readKeystoneIni(sections, []),
  readRendererOptions,
  readOpenvswitchOptions,
  readDhcpOptions,
  readPermittedEthertypes,
  (sections) => guardChoice({ sections, origin: () => undefined }, 'linuxbridge'),
  (sections) => readPolicyIni(sections, []),
  (sections) => readTlsIni(true, sections, []),
  (sections) => new IniSectionReader(sections, 'agent', []).text('availability_zone'),
  ...BUILT_IN_DRIVERS.map((driver) => (sections: IniSections) => driver.fromIni(sections)),
]

let known: OptionCatalogue | undefined

/** The options that have an effect: those which the readers ask for, so that no list can differ from what they do. */
export function workingOptions(): OptionCatalogue {
  known ??= record()
  return known
}

function record(): OptionCatalogue {
  const reads = new RecordedReads()
  for (const read of READERS) {
    try {
      read(reads)
    } catch {
      // A file that says nothing is not enough for some of them; they have asked by then.
    }
  }
  return reads.asked
}
