import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { addNamespaces, deleteNamespaces } from '@netloom/dataplane'
import { execa } from 'execa'
import type { Finding } from './report.ts'
import { netnsPrefix } from './scratch.ts'

export const PEER: string = fileURLToPath(new URL('../peer/neutron-firewall.py', import.meta.url))
/** Debian's packages are Python's of the distribution, whatever else is called python3. */
export const PYTHON: string = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3'
const PORTS = 500
const RULES = 20

/** Why Neutron's firewall driver cannot run here; undefined = it can. Nothing is ever installed for it. */
export async function neutronIsMissing(): Promise<string | undefined> {
  const driver = await execa(PYTHON, ['-c', 'import neutron.agent.linux.iptables_firewall'], { reject: false })
  if (driver.exitCode !== 0) return 'python3-neutron is not installed'
  for (const tool of ['iptables-restore', 'ip6tables-restore', 'iptables-save', 'ipset', 'conntrack']) {
    const found = await execa('sh', ['-c', `command -v ${tool}`], { reject: false })
    if (found.exitCode !== 0) return `${tool} is not in the PATH`
  }
  return undefined
}

type Times = Readonly<Record<'cold' | 'port' | 'rule' | 'member', number>>

/** The same changes by Neutron 21's own driver, at as many ports. */
export async function besideNeutron(ours: Times): Promise<readonly Finding[]> {
  const missing = await neutronIsMissing()
  if (missing !== undefined) {
    process.stderr.write(`  without Neutron's firewall driver beside: ${missing}\n`)
    return []
  }
  const netns = `${netnsPrefix(process.pid)}np`
  await addNamespaces([netns])
  try {
    const args = ['netns', 'exec', netns, PYTHON, PEER, String(PORTS), String(RULES)]
    const { stdout } = await execa('ip', args)
    const theirs = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Times & { readonly restore: number }
    const bench = 'security groups'
    const beside = (measure: string, value: number, against: number, what: string, budget: number): Finding => ({
      ...{ bench, measure: `${String(PORTS)} ports: ${measure}`, value, unit: 'ms' },
      ...{ against: { what, value: against }, budget },
    })
    const driver = 'Neutron 21’s driver'
    return [
      beside('20 rules from cold', ours.cold, theirs.restore, 'iptables-restore of Neutron’s text', 1 / 5),
      beside('20 rules from cold', ours.cold, theirs.cold, driver, 1 / 5),
      beside('one rule', ours.rule, theirs.rule, driver, 1 / 50),
      beside('one port', ours.port, theirs.port, driver, 1 / 50),
      beside('one member', ours.member, theirs.member, driver, 1 / 50),
    ]
  } finally {
    await deleteNamespaces([netns])
  }
}
