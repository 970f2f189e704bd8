import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Finding } from './report.ts'
import { timed } from './scratch.ts'
import { ServedNetworks } from './served-networks.ts'
import { serversBaseline } from './servers-baseline.ts'
import { countReloads } from './reload-counter.ts'

const NETWORKS = 200
const GUESTS = 1_000

/** What a DHCP agent costs: many networks from cold, its own restart among them, a burst of ports on one of them. */
export async function benchDhcpAgent(): Promise<readonly Finding[]> {
  const raw = await serversBaseline(NETWORKS)
  const served = new ServedNetworks(NETWORKS)
  await served.open()
  try {
    await served.startAgent()
    const cold = await timed(() => served.serve(10))
    if (served.steps > 0) throw new Error(`${String(served.steps)} steps were left after the cold start`)
    const before = await states(served)
    await served.stopAgent()
    const restart = await timed(async () => {
      await served.startAgent()
      await served.serve(10)
    })
    const after = await states(served)
    const touched = before.filter((state, index) => state !== after[index]).length
    return [
      finding(`${String(NETWORKS)} networks from cold`, cold, 'ms', 1.5, { what: 'ip, dnsmasq by hand', value: raw }),
      finding(`servers or leases touched by an agent’s restart among ${String(NETWORKS)}`, touched, '', 0),
      finding('an agent’s restart against its cold start', restart, 'ms', 0.5, { what: 'cold', value: cold }),
      ...(await burst(served)),
    ]
  } finally {
    await served.close()
  }
}

/** Process and leases of every server. */
const states = (served: ServedNetworks): Promise<readonly string[]> =>
  Promise.all(
    served.networks.map(async (id) => {
      const folder = join(served.directory, id)
      return `${await readFile(join(folder, 'pid'), 'utf8')} ${await readFile(join(folder, 'leases'), 'utf8')}`
    }),
  )

/** A thousand ports come to one of the networks at once. */
async function burst(served: ServedNetworks): Promise<readonly Finding[]> {
  const [network = ''] = served.networks
  const folder = join(served.directory, network)
  const told = countReloads(folder)
  const all = await timed(() => served.fill([network], GUESTS))
  await new Promise((resolve) => setTimeout(resolve, 50))
  told.close()
  const host = await readFile(join(folder, 'host'), 'utf8')
  const lines = host.split('\n').length - 1
  if (lines < GUESTS) throw new Error(`the host file has ${String(lines)} lines of ${String(GUESTS)}`)
  const what = `a burst of ${String(GUESTS)} ports`
  return [
    finding(`${what}: times that the server was told`, told.times, '', 1),
    // With everything: taken in, rendered, compared, the files written and replaced.
    finding(`${what}: told by the controller until told to the server`, all, 'ms', 50),
  ]
}

const finding = (
  measure: string,
  value: number,
  unit: string,
  budget: number,
  against?: Finding['against'],
): Finding => ({ bench: 'dhcp agent', measure, value, unit, budget, ...(against !== undefined && { against }) })
