import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { type Host, silentLogger, type Step } from '@netloom/core'
import { addNamespaces, deleteNamespaces, kernelHost, listNamespaces } from '../src/index.ts'
import type { LinkState } from './sample-states.ts'

/** Names carry the process that made them, so that what a dead run left behind can be told and removed. */
const PREFIX = `nlt-dp${String(process.pid)}-${randomBytes(2).toString('hex')}`

export const isRoot = process.geteuid?.() === 0

/** A namespace with an underlay device `eth0` (192.0.2.1, 2001:db8::1) and a way to speak to its kernel. */
export class LabHost {
  private constructor(
    readonly netns: string,
    readonly host: Host,
  ) {}

  static async create(name: string): Promise<LabHost> {
    await reap()
    const netns = `${PREFIX}-${name}`
    await addNamespaces([netns])
    const lab = new LabHost(netns, kernelHost({ name, netns, logger: silentLogger }))
    lab.ip('link add name eth0 type veth peer name wire')
    lab.ip('addr add 192.0.2.1/24 dev eth0')
    lab.ip('addr add 2001:db8::1/64 dev eth0 nodad')
    lab.ip('link set eth0 up')
    lab.ip('link set wire up')
    return lab
  }

  ip(line: string): string {
    return execFileSync('ip', ['-n', this.netns, ...line.split(' ')], { encoding: 'utf8' })
  }

  bridge(line: string): string {
    return execFileSync('bridge', ['-n', this.netns, ...line.split(' ')], { encoding: 'utf8' })
  }

  exec(...command: string[]): string {
    return execFileSync('ip', ['netns', 'exec', this.netns, ...command], { encoding: 'utf8' })
  }

  /** A tap as a hypervisor would make it, the guest's end up. */
  tap(name: string): void {
    this.ip(`link add name ${name} type veth peer name g${name}`)
    this.ip(`link set g${name} up`)
  }

  create(...states: LinkState[]): Promise<readonly (string | undefined)[]> {
    return this.apply('create', states)
  }

  remove(...states: LinkState[]): Promise<readonly (string | undefined)[]> {
    return this.apply('remove', states)
  }

  async replace(actual: LinkState, state: LinkState): Promise<string | undefined> {
    const [result] = await this.host.apply([{ ...stepOf(this.host, 'create', state), op: 'replace', actual }])
    return result?.error
  }

  async close(): Promise<void> {
    await this.host.close()
    await deleteNamespaces([this.netns])
  }

  private async apply(op: 'create' | 'remove', states: readonly LinkState[]): Promise<readonly (string | undefined)[]> {
    const results = await this.host.apply(states.map((state) => stepOf(this.host, op, state)))
    return results.map(({ error }) => error)
  }
}

export function stepOf(host: Host, op: 'create' | 'remove', state: LinkState): Step {
  const key = host.kinds.get(state.kind)!.key(state)
  return { op, key, state, cause: { object: 'network/test', revision: 1, rule: 'test' } }
}

/** Keys of states that are missing, different or too many: what an audit would repair. */
export async function drift(host: Host, desired: readonly LinkState[]): Promise<readonly string[]> {
  const actual = new Map((await host.read()).map((state) => [host.kinds.get(state.kind)!.key(state), state]))
  const drifted: string[] = []
  for (const state of desired) {
    const kind = host.kinds.get(state.kind)!
    const key = kind.key(state)
    const found = actual.get(key)
    if (found === undefined) drifted.push(`missing ${key}`)
    else if (!kind.equal(state, found)) drifted.push(`different ${key}`)
    actual.delete(key)
  }
  return [...drifted, ...[...actual.keys()].map((key) => `surplus ${key}`)]
}

async function reap(): Promise<void> {
  const left = (await listNamespaces('nlt-dp')).filter((name) => {
    const pid = /^nlt-dp(\d+)-/.exec(name)?.[1]
    return pid !== undefined && !existsSync(`/proc/${pid}`)
  })
  await deleteNamespaces(left)
}

/** Resolves when `find` answers; fails after two seconds. */
export async function until<T>(what: string, find: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + 2_000
  while (performance.now() < deadline) {
    const found = await find()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  throw new Error(`${what} did not happen within two seconds`)
}
