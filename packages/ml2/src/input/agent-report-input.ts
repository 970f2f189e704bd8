import type { AgentConfigurations, AgentReport } from '@netloom/core'
import { formatAddress, type IpVersion, parseAddress } from '@netloom/core/kit'
import { z } from 'zod'
import { parseInput, type InputSchema } from '@netloom/core/kit'

/** Characters of what an agent may say of itself; it goes to the store, and some of it to every other host. */
const LARGEST = 65_536
const MOST_ENTRIES = 1_000

const named = (max: number): z.ZodString =>
  z
    .string({ error: 'must be text' })
    .min(1, 'must not be empty')
    .max(max, `is longer than ${String(max)} characters`)
const types = z
  .array(named(32), { error: 'must be a list of network types' })
  .max(100, 'has more than 100 network types')
  .optional()
const mappings = z
  .record(named(64), named(255), { error: 'must be an object: physical network → bridge or interface' })
  .refine((map) => Object.keys(map).length <= MOST_ENTRIES, `has more than ${String(MOST_ENTRIES)} entries`)
  .optional()

/** Other keys are kept as they come, and nobody reckons with them. */
const configurations = (version: IpVersion): z.ZodType =>
  z
    .looseObject(
      {
        tunnelingIp: z
          .string({ error: 'must be the text of an address' })
          .superRefine((text, problems) => {
            const problem = text === '' ? undefined : endpointProblem(text, version)
            if (problem !== undefined) problems.addIssue({ code: 'custom', message: problem })
          })
          .optional(),
        tunnelTypes: types,
        plainTypes: types,
        l2popNetworkTypes: types,
        bridgeMappings: mappings,
        interfaceMappings: mappings,
      },
      { error: 'must be an object' },
    )
    .refine((value) => JSON.stringify(value).length <= LARGEST, `are longer than ${String(LARGEST)} characters of JSON`)

interface Schemas {
  readonly report: InputSchema
  readonly configurations: InputSchema
}

function schemasFor(version: IpVersion): Schemas {
  const shape = { configurations: configurations(version) }
  return {
    report: z.strictObject({
      agentType: named(255),
      binary: z.string().max(255, 'is longer than 255 characters'),
      host: named(255),
      availabilityZone: named(255).optional(),
      ...shape,
      start: z.boolean(),
    }),
    configurations: z.strictObject(shape),
  }
}
const SCHEMAS = { 4: schemasFor(4), 6: schemasFor(6) } as const

/** What an agent says of itself, judged; its tunnel address in canonical text. @throws {InvalidInputError} */
export function parseAgentReport(report: AgentReport, version: IpVersion): AgentReport {
  const parsed = parseInput(SCHEMAS[version].report, report)
  return { ...parsed, configurations: canonical(parsed.configurations) }
}

/** The same for what comes with a heartbeat. @throws {InvalidInputError} */
export function parseConfigurations(given: Readonly<Record<string, unknown>>, version: IpVersion): AgentConfigurations {
  return canonical(parseInput(SCHEMAS[version].configurations, { configurations: given }).configurations)
}

function canonical({ tunnelingIp, ...rest }: AgentConfigurations): AgentConfigurations {
  const address = tunnelingIp === undefined ? undefined : parseAddress(tunnelingIp)
  return address === undefined ? rest : { tunnelingIp: formatAddress(address), ...rest }
}

/** Neutron refuses a version other than `overlay_ip_version` as well: such an endpoint binds ports and reaches nobody. */
function endpointProblem(text: string, version: IpVersion): string | undefined {
  const address = parseAddress(text)
  const wanted = `local_ip of the agent must be an IPv${String(version)} address of its host`
  if (address === undefined) return `is no address; ${wanted}`
  if (address.version !== version) {
    const other = String(address.version)
    return (
      `is an IPv${other} address, and overlay_ip_version of the controller is ${String(version)}; ${wanted}, ` +
      `or overlay_ip_version in [ml2] must be ${other}`
    )
  }
  return isHostAddress(address.value, version) ? undefined : `is not the address of a host; ${wanted}`
}

/** Neither unspecified, nor loopback, nor multicast or broadcast: another host could not send there. */
function isHostAddress(value: bigint, version: IpVersion): boolean {
  if (version === 6) return value > 1n && value >> 120n !== 0xffn
  const first = value >> 24n
  return first > 0n && first !== 127n && first < 224n
}
