import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { Failure } from '../../base/failure.ts'

const name = z.string().min(1).max(255)

const hostSchema = z.strictObject({
  name,
  vtep: z.string().optional(),
  mechanism: z.string().optional(),
  roles: z.array(z.string()).min(1).optional(),
  dhcp: z.boolean().optional(),
})
const subnetSchema = z.strictObject({
  name: name.optional(),
  cidr: z.string(),
  gateway: z.string().nullable().optional(),
  dhcp: z.boolean().optional(),
  allocationPools: z.array(z.strictObject({ start: z.string(), end: z.string() })).optional(),
})
const networkSchema = z.strictObject({
  name,
  type: z.string().optional(),
  segmentationId: z.number().int().optional(),
  physicalNetwork: z.string().optional(),
  mtu: z.number().int().optional(),
  subnets: z.array(subnetSchema).default([]),
})
const portSchema = z.strictObject({
  name,
  network: name,
  host: name.optional(),
  mac: z.string().optional(),
  ips: z.array(z.string()).optional(),
  deviceOwner: z.string().optional(),
})
const vmSchema = z
  .strictObject({
    name,
    network: name.optional(),
    port: name.optional(),
    host: name.optional(),
    ip: z.string().optional(),
    mac: z.string().optional(),
    deviceOwner: z.string().optional(),
    dhcp: z.boolean().optional(),
  })
  .refine((vm) => (vm.network === undefined) !== (vm.port === undefined), 'name either a network or a port')

const topologySchema = z.strictObject({
  hosts: z.array(hostSchema).default([]),
  networks: z.array(networkSchema).default([]),
  ports: z.array(portSchema).default([]),
  vms: z.array(vmSchema).default([]),
})

type HostEntry = {
  readonly name: string
  readonly vtep?: string
  readonly mechanism?: string
  readonly dhcp?: boolean
}

/** A topology file: JSON, everything by name. Hosts count when the lab is built, the rest whenever it is applied. */
export interface Topology {
  readonly hosts: readonly HostEntry[]
  readonly networks: readonly {
    readonly name: string
    readonly type?: string | undefined
    readonly segmentationId?: number | undefined
    readonly physicalNetwork?: string | undefined
    readonly mtu?: number | undefined
    readonly subnets: readonly {
      readonly name?: string | undefined
      readonly cidr: string
      readonly gateway?: string | null | undefined
      readonly dhcp?: boolean | undefined
      /** What addresses are drawn from; the rest is for those that name theirs. */
      readonly allocationPools?: readonly { readonly start: string; readonly end: string }[] | undefined
    }[]
  }[]
  readonly ports: readonly {
    readonly name: string
    readonly network: string
    readonly host?: string | undefined
    readonly mac?: string | undefined
    readonly ips?: readonly string[] | undefined
    readonly deviceOwner?: string | undefined
  }[]
  readonly vms: readonly {
    readonly name: string
    readonly network?: string | undefined
    readonly port?: string | undefined
    readonly host?: string | undefined
    readonly ip?: string | undefined
    readonly mac?: string | undefined
    readonly deviceOwner?: string | undefined
    /** Leases its addresses. */
    readonly dhcp?: boolean | undefined
  }[]
}

/** @throws {Failure} naming the file, the place in it and what is allowed */
export async function readTopology(file: string): Promise<Topology> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Failure(`topology ${file}: ${error instanceof Error ? error.message : String(error)}`, 'usage')
  })
  return parseTopology(text, file)
}

export function parseTopology(text: string, file: string): Topology {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new Failure(`topology ${file}: not JSON: ${error instanceof Error ? error.message : ''}`, 'usage')
  }
  const parsed = topologySchema.safeParse(value)
  if (parsed.success) return parsed.data as Topology
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new Failure(`topology ${file}: ${problems.join('; ')}`, 'usage')
}
