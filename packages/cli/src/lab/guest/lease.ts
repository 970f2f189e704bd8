import { readFile } from 'node:fs/promises'
import type { LabState, LabVm } from '../state/lab-state.ts'
import { leaseBase } from './guest-files.ts'

/** What a DHCP server told a VM. */
export interface Lease {
  readonly version: 4 | 6
  /** With prefix length; absent for DHCPv6 without addresses. */
  readonly address?: string
  /** DHCPv4: the server's address; DHCPv6: its identifier. */
  readonly server?: string
  readonly seconds?: number
  /** Seconds since 1970. */
  readonly since?: number
  readonly gateway?: string
  /** Classless routes: destination and gateway, in turns. */
  readonly routes?: readonly string[]
  readonly dns?: readonly string[]
  readonly domain?: string
  readonly mtu?: number
  readonly hostname?: string
}

/** The leases that a VM holds. */
export async function leasesOf(state: LabState, vm: Pick<LabVm, 'name'>): Promise<readonly Lease[]> {
  const found = await Promise.all(([4, 6] as const).map((version) => readLease(leaseBase(state, vm.name), version)))
  return found.filter((lease) => lease !== undefined)
}

async function readLease(base: string, version: 4 | 6): Promise<Lease | undefined> {
  const text = await readFile(`${base}.${String(version)}`, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : parseLease(text, version)
}

/** Lines `name=value`, as the lease script writes them; without a value nothing was told. */
export function parseLease(text: string, version: 4 | 6): Lease {
  const lines = text.split('\n').map((line) => /^(\w+)=(.+)$/.exec(line))
  const values = new Map(lines.flatMap((line) => (line === null ? [] : [[line[1] ?? '', line[2]?.trim() ?? '']])))
  const words = (name: string): readonly string[] | undefined => values.get(name)?.split(/[\s,]+/)
  const number = (name: string): number | undefined => (values.has(name) ? Number(values.get(name)) : undefined)
  const told = {
    address: values.get('address'),
    server: values.get('server'),
    seconds: number('seconds'),
    since: number('at'),
    gateway: words('router')?.[0],
    routes: words('routes'),
    dns: words('dns'),
    domain: values.get('domain'),
    mtu: number('mtu'),
    hostname: values.get('hostname'),
  }
  return { version, ...Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)) }
}
