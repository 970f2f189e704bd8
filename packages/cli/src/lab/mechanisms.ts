import { ConfigurationError, type SwitchLab, type SwitchPackage } from '@netloom/core'
import { BUILT_IN_DRIVERS } from '../compose/built-in-drivers.ts'
import { requireSwitch } from '../compose/choose-switch.ts'
import { describeOffers, findHostPackages, type HostPackages, loadSwitch } from '../compose/host-packages.ts'
import { Failure } from '../base/failure.ts'

/** Switches that hosts of a lab have, by the name of the mechanism driver, in the order in which they are named. */
export type LabSwitches = ReadonlyMap<string, SwitchLab>

/** Loads the switches of some mechanisms. @throws {Failure} for one that no package brings, or that no lab can have */
export async function loadLabSwitches(names: Iterable<string>, found?: HostPackages): Promise<LabSwitches> {
  const packages = found ?? (await findHostPackages())
  const switches = new Map<string, SwitchLab>()
  for (const name of new Set(names)) switches.set(name, await loadLabSwitch(name, packages))
  return switches
}

export async function loadLabSwitch(name: string, found?: HostPackages): Promise<SwitchLab> {
  return requireLab(name, await loadNamed(name, found ?? (await findHostPackages())))
}

/** @throws {Failure} in one line that lists what was found */
export const loadNamed = (name: string, found: HostPackages): Promise<SwitchPackage> =>
  loadSwitch(requireSwitch('--mechanism', name, found), '--mechanism')

function requireLab(name: string, { lab }: SwitchPackage): SwitchLab {
  if (lab !== undefined) return lab
  throw new Failure(`--mechanism ${name}: its package says nothing of labs (switchPackage.lab); name another`, 'usage')
}

/**
 * `drivers`: what the files name as mechanism drivers. One that is no switch may bind a type that no switch has, and leave a segment
 * of another type to the switch (Neutron: hierarchical port binding).
 * @throws {Failure} for a type that no host of the lab can realise, naming the switches that can
 */
export async function checkNetworkType(
  type: string,
  switches: LabSwitches,
  drivers: readonly string[] = [],
): Promise<void> {
  if ([...switches.values()].some(({ networkTypes }) => networkTypes.includes(type))) return
  if (drivers.some((name) => !switches.has(name) && !isBuiltIn(name))) return
  const packages = await findHostPackages()
  const able: string[] = []
  const types = new Set<string>()
  for (const offer of packages.switches) {
    const lab = (await loadSwitch(offer, '--network-type').catch(skipBroken))?.lab
    for (const one of lab?.networkTypes ?? []) types.add(one)
    if (lab?.networkTypes.includes(type) === true) able.push(offer.name)
  }
  if (able.length === 0)
    throw new Failure(
      `--network-type ${type}: not offered; write one of ${[...types].join(', ')} (switches: ${describeOffers(packages.switches)}), ` +
        `or name in [ml2] mechanism_drivers of a --config-file a driver that binds ${type} and leaves one of these to the switch`,
      'usage',
    )
  const remedy = `give it hosts with --mechanism ${able.join(' or ')}`
  throw new Failure(`--network-type ${type}: no host of this lab can do it; ${remedy}`, 'usage')
}

const isBuiltIn = (alias: string): boolean =>
  BUILT_IN_DRIVERS.some(({ kind, name }) => kind === 'mechanism' && name === alias)

/** A package that nobody named shall not keep others from being offered. */
function skipBroken(error: unknown): undefined {
  if (!(error instanceof ConfigurationError)) throw error
  return undefined
}
