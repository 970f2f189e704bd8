import { range } from './population.ts'
import type { Finding } from './report.ts'
import { floatingIp, RoutedHost } from './routed-host.ts'
import { timed } from './scratch.ts'

const ROUTERS = 200
const ROUNDS = 30
const MANY = 1_000
/** Number of a floating IP that no other has. */
const ONE = 60_000

/** What an L3 agent costs: a router, many from cold, its restart among them, a floating IP alone and beside a thousand. */
export async function benchL3Agent(): Promise<readonly Finding[]> {
  const routed = new RoutedHost()
  await routed.open()
  try {
    const single: number[] = []
    let router = ''
    for (const _ of range(10)) {
      single.push(
        await timed(async () => {
          ;[router = ''] = await routed.add(1)
        }),
      )
    }
    const alone = median(await floatingIps(routed, router))
    await routed.change(
      router,
      range(MANY).map((number) => floatingIp(number)),
    )
    const beside = median(await floatingIps(routed, router))
    await routed.change(
      router,
      range(MANY).map((number) => floatingIp(number, false)),
    )
    const cold = await timed(() => routed.add(ROUTERS))
    if (routed.steps > 0) throw new Error(`${String(routed.steps)} steps were left`)
    await routed.stopAgent()
    const restart = await timed(async () => {
      await routed.startAgent()
      await routed.tell()
    })
    return [
      finding('a router with interface and gateway, until all is in place (p50)', median(single), 'ms', 400),
      finding('a floating IP (p50)', alone, 'ms', 5),
      finding(`a floating IP beside ${String(MANY)}`, beside, 'ms', 1.2, { what: 'alone', value: alone }),
      finding(`${String(ROUTERS)} routers from cold, each`, cold / ROUTERS, 'ms', 100),
      finding('an agent’s restart against its cold start', restart, 'ms', 1, { what: 'cold', value: cold }),
    ]
  } finally {
    await routed.close()
  }
}

async function floatingIps(routed: RoutedHost, router: string): Promise<readonly number[]> {
  const times: number[] = []
  for (const _ of range(ROUNDS)) {
    times.push(await timed(() => routed.change(router, [floatingIp(ONE)])))
    await routed.change(router, [floatingIp(ONE, false)])
  }
  return times
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.trunc(values.length / 2)] ?? 0

const finding = (
  measure: string,
  value: number,
  unit: string,
  budget: number,
  against?: { readonly what: string; readonly value: number },
): Finding => ({ bench: 'l3-agent', measure, value, unit, budget, ...(against !== undefined && { against }) })
