import { isConfigurationError } from '@netloom/core'
import type { InstalledPackage, Offer } from '@netloom/core/discovery'
import type { Needs } from '@netloom/dataplane'
import { BUILT_IN_PACKAGES } from './built-in-packages.ts'
import { type HostPackages, loadFirewall, loadRole, loadSwitch } from './host-packages.ts'

/** Something for hosts that a stranger's package brings, and whether it can be loaded. */
export interface PartVerdict {
  /** `switch floodbridge`, `role tap`. */
  readonly part: string
  readonly package: string
  readonly ok: boolean
  /** In one line, with the remedy. */
  readonly problem?: string
}

const NO_NAMES = { ok: false, problem: 'is no list of names; correct netloom.needs in its package.json' }

const isOurs = ({ name }: InstalledPackage): boolean => BUILT_IN_PACKAGES.includes(name)

/** As it is written, whatever that is. */
const needsIn = ({ manifest }: InstalledPackage): readonly (readonly [string, unknown])[] =>
  Object.entries(manifest.netloom?.needs ?? {})
const isNames = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string')

/** What packages say that hosts must have; a stranger's come with its name. */
export function needsOf({ packages }: Pick<HostPackages, 'packages'>): Needs {
  const needs = packages.flatMap((one) =>
    needsIn(one).map(([about, names]) => [isOurs(one) ? about : `${about} (${one.name})`, names] as const),
  )
  return Object.fromEntries(needs.flatMap(([about, names]) => (isNames(names) ? [[about, names]] : [])))
}

/** Loads what strangers' packages bring for hosts. */
export async function judgePackages({
  packages,
  switches,
  roles,
  firewalls,
}: HostPackages): Promise<readonly PartVerdict[]> {
  const all: readonly (readonly [string, readonly Offer[], (offer: Offer, where: string) => Promise<unknown>])[] = [
    ['switch', switches, loadSwitch],
    ['role', roles, loadRole],
    ['firewall', firewalls, loadFirewall],
  ]
  const verdicts: PartVerdict[] = []
  for (const [what, offers, load] of all) {
    for (const offer of offers) {
      if (isOurs(offer.from)) continue
      const found = { part: `${what} ${offer.name}`, package: offer.from.name }
      const problem = await load(offer, found.part).then(() => undefined, whatIsWrong)
      verdicts.push(problem === undefined ? { ...found, ok: true } : { ...found, ok: false, problem })
    }
  }
  for (const one of packages)
    for (const [about, names] of needsIn(one))
      if (!isNames(names)) verdicts.push({ ...NO_NAMES, part: `needs of ${about}`, package: one.name })
  return verdicts
}

function whatIsWrong(error: unknown): string {
  if (!isConfigurationError(error)) throw error
  return error.problems.map(({ problem, remedy }) => `${problem}; ${remedy}`).join('; ')
}
