import { execa } from 'execa'
import { canonicalAddress } from '../api/canonical-address.ts'
import type { OutsideRoute, OutsideWorld } from '../trace/trace-inventory.ts'
import type { LabState } from './state/lab-state.ts'
import { HOST_NIC, OUTSIDE, outsideNetns } from './state/names.ts'

interface ShownLink {
  readonly ifname: string
  readonly address?: string
  readonly addr_info: readonly { readonly local?: string; readonly scope: string; readonly family: string }[]
}

interface ShownRoute {
  readonly prefsrc?: string
  readonly gateway?: string
}

async function ip<T>({ name }: LabState, args: readonly string[]): Promise<readonly T[]> {
  const { stdout, exitCode } = await execa('ip', ['-n', outsideNetns(name), '-j', ...args], { reject: false })
  return exitCode === 0 && stdout !== '' ? (JSON.parse(stdout) as readonly T[]) : []
}

/** The world outside as its kernel is; undefined in a lab that was made without one. */
export async function readOutside(state: LabState): Promise<OutsideWorld | undefined> {
  const links = await ip<ShownLink>(state, ['addr', 'show'])
  const macAddress = links.find(({ ifname }) => ifname === HOST_NIC)?.address
  if (macAddress === undefined) return undefined
  // Those of its wire first, and then what is behind.
  const ordered = [...links].sort((one, other) => Number(one.ifname === 'lo') - Number(other.ifname === 'lo'))
  const infos = ordered.flatMap(({ addr_info }) => addr_info.filter(({ scope }) => scope === 'global'))
  const addresses = ['inet', 'inet6'].flatMap((wanted) =>
    infos.flatMap(({ family, local }) => (family === wanted && local !== undefined ? [canonicalAddress(local)] : [])),
  )
  return { name: OUTSIDE, macAddress, addresses }
}

/** How it would send to an address; undefined = it has no route. */
export async function outsideRoute(state: LabState, address: string): Promise<OutsideRoute | undefined> {
  const [route] = await ip<ShownRoute>(state, ['route', 'get', address])
  if (route?.prefsrc === undefined) return undefined
  return { source: canonicalAddress(route.prefsrc), nextHop: canonicalAddress(route.gateway ?? address) }
}
