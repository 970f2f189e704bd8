import { ConfigurationError } from '@netloom/core'
import { type IniConfig, IniSectionReader } from '@netloom/core/kit'
import { Failure } from '../failure.ts'

/** Mechanisms whose agent the command brings along, and the section of each one's file that no other has. */
const SECTIONS = { linuxbridge: 'linux_bridge', openvswitch: 'ovs' } as const

export type AgentMechanism = keyof typeof SECTIONS

const MECHANISMS = Object.keys(SECTIONS) as readonly AgentMechanism[]

/**
 * Which switch an agent drives: `wanted`; else the one whose section the files have; else the one that
 * `[ml2] mechanism_drivers` names; else the Linux bridge. Neutron has a program for each instead.
 * @throws {Failure} for a name that is none
 * @throws {ConfigurationError} when the files speak of both alike
 */
export function chooseMechanism({ sections }: IniConfig, wanted: string | undefined): AgentMechanism {
  if (wanted !== undefined) {
    const known = MECHANISMS.find((mechanism) => mechanism === wanted)
    if (known !== undefined) return known
    throw new Failure(`--mechanism ${wanted}: not offered; write ${MECHANISMS.join(' or ')}`, 'usage')
  }
  const drivers = new IniSectionReader(sections, 'ml2', []).list('mechanism_drivers') ?? []
  const described = MECHANISMS.filter((mechanism) => sections.has(SECTIONS[mechanism]))
  const named = MECHANISMS.filter((mechanism) => drivers.includes(mechanism))
  const [first] = [described, named].find((found) => found.length === 1) ?? []
  if (first !== undefined) return first
  if (described.length + named.length === 0) return 'linuxbridge'
  throw new ConfigurationError([
    {
      where: '--mechanism',
      problem: 'the files speak of the Linux bridge and of Open vSwitch',
      remedy: `write --mechanism ${MECHANISMS.join(' or --mechanism ')}`,
    },
  ])
}
