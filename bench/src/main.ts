import { writeFile } from 'node:fs/promises'
import { benchApi } from './api.ts'
import { benchBulk } from './bulk.ts'
import { benchColdStart } from './cold-start.ts'
import { benchDhcpAgent } from './dhcp-agent.ts'
import { benchDhcpLease } from './dhcp-lease.ts'
import { benchFullSubnet } from './full-subnet.ts'
import { benchInterest } from './interest.ts'
import { othersLoad } from './machine-load.ts'
import { benchMemory } from './memory.ts'
import { benchOvsFlows } from './ovs-flows.ts'
import { benchOvsRestart } from './ovs-restart.ts'
import { benchOvsSecurityGroups } from './ovs-security-groups.ts'
import { benchOvsWiring } from './ovs-wiring.ts'
import { benchSecurityGroups } from './security-groups.ts'
import { benchVniPool } from './vni-pool.ts'
import { benchWiring } from './wiring.ts'
import { holds, renderTable, type Finding } from './report.ts'
import { startJanitor } from './start-janitor.ts'

type Bench = readonly [name: string, run: () => Promise<readonly Finding[]>]

const BENCHES: readonly Bench[] = [
  ['vni-pool', benchVniPool],
  ['api', benchApi],
  ['bulk', benchBulk],
  ['cold-start', benchColdStart],
  ['interest', benchInterest],
  ['full-subnet', benchFullSubnet],
  ['memory', benchMemory],
  ['wiring', benchWiring],
  ['ovs-wiring', benchOvsWiring],
  ['ovs-flows', benchOvsFlows],
  ['ovs-restart', benchOvsRestart],
  ['ovs-security-groups', benchOvsSecurityGroups],
  ['security-groups', benchSecurityGroups],
  ['dhcp-agent', benchDhcpAgent],
  ['dhcp-lease', benchDhcpLease],
]

/** Runs the named benches (default: all), prints a table, writes JSON. Budgets are judged, never enforced: exit 0. */
async function main(names: readonly string[]): Promise<void> {
  startJanitor()
  const findings: Finding[] = []
  for (const [name, run] of BENCHES) {
    if (names.length > 0 && !names.includes(name)) continue
    const busy = `${(100 * (await othersLoad())).toFixed(0)} %`
    process.stderr.write(`… ${name} (processors busy before it: ${busy})\n`)
    findings.push(...(await run()))
  }
  console.log(renderTable(findings))
  const results = {
    date: new Date().toISOString(),
    node: process.version,
    findings: findings.map((one) => ({ ...one, ok: holds(one) })),
  }
  await writeFile('bench-results.json', `${JSON.stringify(results, undefined, 2)}\n`)
  console.log('\nas JSON: bench-results.json')
}

await main(process.argv.slice(2))
