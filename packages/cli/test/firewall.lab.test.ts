import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { labBoot } from '../src/lab/vm/lab-boot.ts'
import { labDown } from '../src/lab/lab-down.ts'
import { labExec } from '../src/lab/lab-exec.ts'
import { labRestart, labStop } from '../src/lab/lab-lifecycle.ts'
import { labUp } from '../src/lab/lab-up.ts'
import { vmNetns } from '../src/lab/state/names.ts'
import { labApi } from './support/lab-api.ts'
import { newLabName, reapDeadLabs, useTestState } from './support/lab-names.ts'

useTestState()
const lab = newLabName()

interface Shown {
  readonly id: string
  readonly status: string
}

const api = (method: string, path: string, body?: object): Promise<Record<string, unknown>> =>
  labApi(lab, method, path, body)

const make = async (path: string, kind: string, body: object): Promise<Shown> =>
  (await api('POST', path, { [kind]: body }))[kind] as Shown

const pings = async (from: string, target: string): Promise<boolean> =>
  (await labExec(from, ['ping', '-c', '1', '-W', '1', target], lab)).exitCode === 0

const children: ChildProcess[] = []
function runIn(vm: string, ...command: readonly string[]): ChildProcess {
  const child = spawn('ip', ['netns', 'exec', vmNetns(lab, vm), ...command], { stdio: ['pipe', 'pipe', 'ignore'] })
  children.push(child)
  return child
}

/** A connection on which a line goes every 50 ms and comes back. */
class Flow {
  readonly #child: ChildProcess
  #sent = 0
  #last = 0

  constructor(from: string, target: string) {
    this.#child = runIn(from, 'socat', '-', `TCP:${target}`)
    this.#child.stdin?.on('error', () => undefined)
    createInterface({ input: this.#child.stdout! }).on('line', (line) => (this.#last = Number(line)))
    const timer = setInterval(() => this.#child.stdin?.write(`${String((this.#sent += 1))}\n`), 50)
    this.#child.once('close', () => {
      clearInterval(timer)
    })
  }

  /** Whether what is sent from now on comes back, and all before it, within so many milliseconds. */
  async goesOn(within: number): Promise<boolean> {
    const due = this.#sent + 1
    const until = performance.now() + within
    while (performance.now() < until && this.#child.exitCode === null) {
      if (this.#last >= due) return true
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    return this.#last >= due
  }
}

let router: Shown
const ports: string[] = []

beforeAll(async () => {
  await reapDeadLabs()
  const file = join(await mkdtemp(join(tmpdir(), 'netloom-firewall-')), 'firewall.ini')
  await writeFile(file, '[DEFAULT]\nservice_plugins = router,firewall_v2\n')
  await labUp({ name: lab, hosts: 1, roles: ['l2', 'l3', 'firewall'], configFiles: [file] })
  router = await make('routers', 'router', { name: 'r' })
  for (const [at, vm] of ['red', 'blue'].entries()) {
    const network = await make('networks', 'network', { name: vm })
    const cidr = `10.0.${String(at)}.0/24`
    const subnet = await make('subnets', 'subnet', { network_id: network.id, cidr, ip_version: 4 })
    const added = await api('PUT', `routers/${router.id}/add_router_interface`, { subnet_id: subnet.id })
    ports.push(String(added['port_id']))
    await labBoot({ lab, name: vm, network: network.id, ip: `10.0.${String(at)}.5`, portSecurity: false })
  }
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await labDown(lab)
})

describe('a firewall group on a router of the lab', () => {
  let group: Shown
  let policy: Shown
  const status = async (): Promise<string> =>
    ((await api('GET', `fwaas/firewall_groups/${group.id}`))['firewall_group'] as Shown).status

  it('keeps out what no rule allows, once it is ACTIVE', async () => {
    await expect.poll(() => pings('red', '10.0.1.5'), { timeout: 20_000 }).toBe(true)
    policy = await make('fwaas/firewall_policies', 'firewall_policy', {})
    const body = { ports: [ports[1]], ingress_firewall_policy_id: policy.id }
    group = await make('fwaas/firewall_groups', 'firewall_group', body)
    await expect.poll(status, { timeout: 20_000 }).toBe('ACTIVE')
    expect(await pings('red', '10.0.1.5')).toBe(false)
  })

  it('lets pass what a rule allows that is inserted', async () => {
    const ruleIds = ['fwaas/firewall_rules', 'fwaas/firewall_rules'].map((path) =>
      make(path, 'firewall_rule', { protocol: 'icmp', action: 'allow' }),
    )
    const egress = await make('fwaas/firewall_policies', 'firewall_policy', {
      firewall_rules: [(await ruleIds[0])?.id],
    })
    await api('PUT', `fwaas/firewall_groups/${group.id}`, {
      firewall_group: { egress_firewall_policy_id: egress.id },
    })
    await expect.poll(status, { timeout: 20_000 }).toBe('ACTIVE')
    const insert = { firewall_rule_id: (await ruleIds[1])?.id }
    await api('PUT', `fwaas/firewall_policies/${policy.id}/insert_rule`, insert)
    await expect.poll(() => pings('red', '10.0.1.5'), { timeout: 10_000 }).toBe(true)
    await expect.poll(status, { timeout: 20_000 }).toBe('ACTIVE')
  })

  it('filters again within seconds when somebody flushes the ruleset of the namespace', async () => {
    const nft = async (...command: readonly string[]): Promise<string> =>
      (await labExec('host1', ['ip', 'netns', 'exec', `qrouter-${router.id}`, 'nft', ...command], lab)).stdout
    const table = (): Promise<string> => nft('list', 'tables')
    expect(await table()).toContain('netloom-firewall')
    await nft('flush', 'ruleset')
    await expect.poll(table, { timeout: 10_000 }).toContain('netloom-firewall')
  })

  it('is in force while its agent is killed and rules change: allowed sessions live, cut ones end, denied ones never begin', async () => {
    for (const port of ['7001', '7002', '7004']) runIn('blue', 'socat', `TCP-LISTEN:${port},fork,reuseaddr`, 'EXEC:cat')
    const allow = async (port: number): Promise<string> =>
      (
        await make('fwaas/firewall_rules', 'firewall_rule', {
          protocol: 'tcp',
          destination_port: port,
          action: 'allow',
        })
      ).id
    const put = async (...rules: readonly string[]): Promise<void> => {
      await api('PUT', `fwaas/firewall_policies/${policy.id}`, { firewall_policy: { firewall_rules: rules } })
    }
    const [cut, kept, other] = [await allow(7001), await allow(7004), await allow(7099)]
    await put(cut, kept)
    await expect.poll(status, { timeout: 20_000 }).toBe('ACTIVE')
    const denied = async (): Promise<boolean> => {
      const words = ['timeout', '1', 'bash', '-c', 'exec 3<>/dev/tcp/10.0.1.5/7002']
      return (await labExec('red', words, lab)).exitCode !== 0
    }
    const [first, second] = [new Flow('red', '10.0.1.5:7001'), new Flow('red', '10.0.1.5:7004')]
    expect(await first.goesOn(5_000)).toBe(true)
    expect(await second.goesOn(5_000)).toBe(true)
    expect(await denied()).toBe(true)

    // Killed first: what was in force stays so.
    await labStop('firewall@host1', 'SIGKILL', lab)
    await put(kept)
    expect([await first.goesOn(2_000), await second.goesOn(2_000), await denied()]).toEqual([true, true, true])
    await labRestart('firewall@host1', 'SIGKILL', lab)
    await expect.poll(status, { timeout: 20_000 }).toBe('ACTIVE')
    expect([await first.goesOn(2_000), await second.goesOn(2_000), await denied()]).toEqual([false, true, true])

    // Killed in the middle of a change, at another moment each time.
    for (const [turn, pause] of [0, 15, 40, 80].entries()) {
      await put(...(turn % 2 === 0 ? [kept, other] : [kept]))
      await new Promise((resolve) => setTimeout(resolve, pause))
      await labStop('firewall@host1', 'SIGKILL', lab)
      expect([await second.goesOn(2_000), await denied()]).toEqual([true, true])
      await labRestart('firewall@host1', 'SIGKILL', lab)
      await expect.poll(status, { timeout: 20_000 }).toBe('ACTIVE')
      expect([await second.goesOn(2_000), await denied()]).toEqual([true, true])
    }
  })

  it('is deleted while its agent is killed, and passes everything once that is back', async () => {
    await labStop('firewall@host1', 'SIGKILL', lab)
    const remove = api('DELETE', `fwaas/firewall_groups/${group.id}`)
    await expect(remove).rejects.toThrow('FirewallGroupInUse')
    await api('PUT', `fwaas/firewall_groups/${group.id}`, { firewall_group: { ports: [] } })
    await api('DELETE', `fwaas/firewall_groups/${group.id}`)
    expect(await pings('red', '10.0.1.5')).toBe(false)
    await labRestart('firewall@host1', 'SIGKILL', lab)
    await expect.poll(() => pings('red', '10.0.1.5'), { timeout: 20_000 }).toBe(true)
  })
})
