import { readFile } from 'node:fs/promises'
import { playArticle } from './chapter-article.ts'
import { playDhcp } from './chapter-dhcp.ts'
import { playMigration } from './chapter-migration.ts'
import { playOpenvswitch } from './chapter-openvswitch.ts'
import { playPrinciple } from './chapter-principle.ts'
import { playRouters } from './chapter-routers.ts'
import { playSecurity } from './chapter-security.ts'
import { playStaticAddress } from './chapter-static-address.ts'
import { Claims } from './claims.ts'
import { dhcpCloud } from './dhcp-cloud.ts'
import { demoLab, removeDemoLabs } from './demo-labs.ts'
import { labCloud } from './lab-cloud.ts'
import { paint } from './paint.ts'
import { routerCloud } from './router-cloud.ts'
import { securityCloud } from './security-cloud.ts'

const FIVE_HOSTS = Array.from({ length: 5 }, (_, index) => ({ name: `host${String(index + 1)}` }))
const ARTICLE_HOSTS = [
  { name: 'controller', vtep: '166.66.16.10' },
  { name: 'compute', vtep: '166.66.16.11' },
  { name: 'compute2', vtep: '166.66.16.12' },
]

const SWITCH_HOSTS = [
  { name: 'ovs1', mechanism: 'openvswitch' },
  { name: 'ovs2', mechanism: 'openvswitch' },
  { name: 'bridge1', mechanism: 'linuxbridge' },
]
const DHCP_HOSTS = [
  { name: 'controller', mechanism: 'linuxbridge', dhcp: true },
  { name: 'compute', mechanism: 'linuxbridge' },
  { name: 'ovs', mechanism: 'openvswitch' },
]
const POPULATED = { configFile: 'ml2_conf.ini', populated: true }

/** What `npm run demo -- <name>` plays; without a name, the article. */
const PLAYS: Readonly<Record<string, (claims: Claims) => Promise<void>>> = {
  article: playArticles,
  ovs: playSwitches,
  dhcp: playAddresses,
  security: playFilters,
  l3: playGateways,
}

async function playArticles(claims: Claims): Promise<void> {
  title('L2 population, as the article configures it')
  await showFile('ml2_conf.ini')
  const article = await labCloud({ lab: demoLab('article'), hosts: ARTICLE_HOSTS, ...POPULATED })
  const machines = await playArticle(article, claims)

  title('The principle: five hosts, one first packet, with and without')
  const [populated, flooding] = await Promise.all([
    labCloud({ lab: demoLab('l2pop'), hosts: FIVE_HOSTS, ...POPULATED }),
    labCloud({ lab: demoLab('flood'), hosts: FIVE_HOSTS, configFile: 'ml2_conf_flooding.ini', populated: false }),
  ])
  await playPrinciple(populated, flooding, claims)

  title('Migration and deletion')
  await playMigration(article, machines, claims)
}

async function playSwitches(claims: Claims): Promise<void> {
  title('Two switches, one network: Open vSwitch beside the Linux bridge')
  await showFile('ml2_conf_ovs.ini')
  const lab = demoLab('ovs')
  const cloud = await labCloud({ lab, hosts: SWITCH_HOSTS, configFile: 'ml2_conf_ovs.ini', populated: true })
  await playOpenvswitch(cloud, claims)
}

async function playAddresses(claims: Claims): Promise<void> {
  title('How an instance gets its address')
  await showFile('dhcp_agent.ini')
  const cloud = await dhcpCloud(demoLab('dhcp'), DHCP_HOSTS)
  const machines = await playDhcp(cloud, claims)

  title('A static address')
  await playStaticAddress(cloud, machines, claims)
}

async function playFilters(claims: Claims): Promise<void> {
  title('Security groups: what may reach an instance, and the trace that says why')
  await playSecurity(await securityCloud(demoLab('security')), claims)
}

async function playGateways(claims: Claims): Promise<void> {
  title('Routers: between networks, out, and in; and a firewall on the way')
  await showFile('l3_services.ini')
  await playRouters(await routerCloud(demoLab('l3')), claims)
}

async function showFile(name: string): Promise<void> {
  console.log(indent(await readFile(new URL(`../${name}`, import.meta.url), 'utf8')))
}

function title(text: string): void {
  console.log(`\n${paint(['bold', 'inverse'], ` ${text} `)}\n`)
}

function indent(text: string): string {
  return text.trimEnd().replace(/^/gm, paint('dim', '  │ '))
}

async function main(name = 'article'): Promise<number> {
  const play = Object.hasOwn(PLAYS, name) ? PLAYS[name] : undefined
  if (play === undefined) throw new Error(`there is no chapter "${name}"; there are ${Object.keys(PLAYS).join(', ')}`)
  const started = performance.now()
  const claims = new Claims()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void removeDemoLabs().then(() => process.exit(130))
    })
  }
  await removeDemoLabs()
  try {
    await play(claims)
  } finally {
    await removeDemoLabs()
  }
  const code = claims.close()
  console.log(`${((performance.now() - started) / 1000).toFixed(1)} s, everything taken down again.`)
  return code
}

try {
  process.exitCode = await main(process.argv[2])
} catch (error) {
  console.error(`demo: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
