import { fileURLToPath } from 'node:url'
import { addNamespaces, deleteNamespaces, runInNamespace } from '@netloom/dataplane'
import type { Finding } from './report.ts'
import { netnsPrefix } from './scratch.ts'

const INSIDE = fileURLToPath(new URL('security-groups-inside.js', import.meta.url))

interface Measured {
  readonly cold: number
  readonly raw: number
  readonly rule: number
  readonly member: number
  readonly entries: number
  readonly took: number
  readonly took6: number
  readonly process: number
}

/** Security groups of a Linux bridge: an agent in a namespace of its own, where nftables is a library. */
export async function benchSecurityGroups(): Promise<readonly Finding[]> {
  const netns = `${netnsPrefix(process.pid)}sg`
  await addNamespaces([netns])
  try {
    const printed = await runInNamespace(netns, [process.execPath, INSIDE])
    const { cold, raw, rule, member, entries, took, took6, process: tool } = JSON.parse(printed) as Measured
    const bench = 'security groups'
    return [
      {
        ...{ bench, measure: '500 ports × 20 rules from cold', value: cold, unit: 'ms' },
        ...{ against: { what: 'nft -f of the same text', value: raw }, budget: 1.5 },
      },
      { bench, measure: 'a rule of a group of 1,000 ports', value: rule, unit: 'ms', budget: 5 },
      { bench, measure: 'a member of a remote group of 1,000 ports', value: member, unit: 'ms', budget: 2 },
      {
        ...{ bench, measure: `a cut among ${entries.toLocaleString('en')} connections`, value: took, unit: 'ms' },
        ...{ against: { what: 'conntrack -D', value: tool }, budget: 0.5 },
      },
      {
        ...{ bench, measure: `a cut of an IPv6 address among ${entries.toLocaleString('en')} connections` },
        ...{ value: took6, unit: 'ms', budget: 100 },
      },
    ]
  } finally {
    await deleteNamespaces([netns])
  }
}
