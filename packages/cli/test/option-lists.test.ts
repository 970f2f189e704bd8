import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readPolicyIni } from '@netloom/api'
import type { IniSections } from '@netloom/core'
import { readPermittedEthertypes, RecordedReads } from '@netloom/core/kit'
import { servicePackage } from '@netloom/agent-dhcp'
import { servicePackage as routers } from '@netloom/agent-l3'
import { servicePackage as metadata } from '@netloom/agent-metadata'
import { rolePackage as metadataAgent } from '@netloom/agent-metadata/agent'
import { firewallPackage, firewallV2Package } from '@netloom/firewall'
import { servicePackage as lbaas } from '@netloom/lbaas'
import { rolePackage as firewallAgent } from '@netloom/firewall/agent'
import { rolePackage as lbaasAgent } from '@netloom/lbaas/agent'
import { driverPackage as haproxy } from '@netloom/lbaas-haproxy'
import { servicePackage as securityGroups } from '@netloom/security-groups'
import { rolePackage as dhcp } from '@netloom/agent-dhcp/agent'
import { rolePackage as l3 } from '@netloom/agent-l3/agent'
import { rolePackage as l2 } from '@netloom/agent-runtime/l2'
import { switchPackage as linuxbridge } from '@netloom/mech-linuxbridge/agent'
import { switchPackage as openvswitch } from '@netloom/mech-ovs/agent'
import { readMl2Ini } from '@netloom/ml2/ini'
import { readKeystoneIni } from '@netloom/server/ini'
import { expect, it } from 'vitest'
import { readAgentIni } from '../src/compose/agent-ini.ts'
import { BUILT_IN_DRIVERS } from '../src/compose/built-in-drivers.ts'
import { BUILT_IN_PACKAGES } from '../src/compose/built-in-packages.ts'
import { guardChoice } from '../src/compose/firewall-driver.ts'
import { readLoggingIni } from '../src/compose/logging-ini.ts'
import { readServerIni } from '../src/compose/server-ini.ts'
import { readTlsIni } from '../src/compose/tls-ini.ts'

type Reader = (sections: IniSections) => unknown

const driver = (name: string): Reader => BUILT_IN_DRIVERS.find((one) => one.name === name)!.fromIni

/** Folder of each package → everything in it that reads options. */
const READERS: Readonly<Record<string, readonly Reader[]>> = {
  cli: [
    readServerIni,
    readAgentIni,
    readLoggingIni,
    readPermittedEthertypes,
    (sections) => guardChoice({ sections, origin: () => undefined }, { mechanism: 'any', names: [] }),
    (sections) => readTlsIni(true, sections, []),
  ],
  ml2: [(sections) => readMl2Ini({ sections, origin: () => undefined })],
  server: [(sections) => readKeystoneIni(sections, [])],
  api: [(sections) => readPolicyIni(sections, [])],
  'agent-dhcp': [dhcp.readOptions, servicePackage.fromIni],
  'agent-l3': [l3.readOptions, routers.fromIni],
  'agent-metadata': [metadataAgent.readOptions, metadata.fromIni],
  'agent-runtime': [l2.readOptions],
  firewall: [firewallAgent.readOptions, firewallPackage.fromIni, firewallV2Package.fromIni],
  lbaas: [lbaasAgent.readOptions, lbaas.fromIni],
  'lbaas-haproxy': [haproxy.readOptions],
  'security-groups': [securityGroups.fromIni],
  'mech-linuxbridge': [driver('linuxbridge'), linuxbridge.readOptions],
  'mech-ovs': [driver('openvswitch'), openvswitch.readOptions],
  'mech-l2pop': [driver('l2population')],
  'type-local': [driver('local')],
  'type-flat': [driver('flat')],
  'type-vlan': [driver('vlan')],
  'type-gre': [driver('gre')],
  'type-vxlan': [driver('vxlan')],
  'type-geneve': [driver('geneve')],
}

function recorded(readers: readonly Reader[]): Readonly<Record<string, readonly string[]>> {
  const reads = new RecordedReads()
  for (const read of readers) {
    try {
      read(reads)
    } catch {
      // A file that says nothing is not enough for some of them; they have asked by then.
    }
  }
  return Object.fromEntries(
    Object.entries(reads.asked)
      .filter(([, options]) => options.length > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}

interface Manifest {
  readonly netloom?: Readonly<Record<string, unknown>>
}

/** Written anew by `NETLOOM_WRITE_OPTIONS=1 npx vitest run packages/cli/test/option-lists.test.ts`. */
it.each(Object.entries(READERS))(
  'package.json of %s lists the options that its readers ask for',
  async (folder, all) => {
    const path = join(import.meta.dirname, '../..', folder, 'package.json')
    const options = recorded(all)
    if (process.env['NETLOOM_WRITE_OPTIONS'] === '1') {
      const manifest = JSON.parse(await readFile(path, 'utf8')) as Manifest
      if (Object.keys(options).length > 0)
        await writeFile(
          path,
          `${JSON.stringify({ ...manifest, netloom: { ...manifest.netloom, options } }, undefined, 2)}\n`,
        )
    }
    const { netloom } = JSON.parse(await readFile(path, 'utf8')) as Manifest
    expect(netloom?.['options'] ?? {}).toEqual(options)
  },
)

it('every package that the command brings along has its readers in that list', () => {
  expect(BUILT_IN_PACKAGES.map((name) => name.replace('@netloom/', '')).sort()).toEqual(
    Object.keys(READERS)
      .filter((name) => name !== 'cli')
      .sort(),
  )
})
