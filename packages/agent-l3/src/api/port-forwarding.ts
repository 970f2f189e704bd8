import {
  defineResource,
  HttpBadRequestError,
  identity,
  InvalidValue,
  ipAddress,
  MEMBER,
  pythonText,
  range,
  READER,
  type Resource,
  text,
  toInteger,
  uuid,
  value,
  type Values,
} from '@netloom/api'
import type { z } from 'zod'
import type { PortForwarding, PortRange } from '../controller/index.ts'
import { forwardedProtocol } from './forwarded-protocol.ts'
import { portRange } from './port-range.ts'

const port = range(1, 65_535)
const portOrNull: z.ZodType<number | null> = value(
  (given) => {
    if (given === null) return null
    const isNumber = typeof given === 'number' || (typeof given === 'string' && /^\s*[+-]?\d+\s*$/.test(given))
    if (!isNumber) throw new InvalidValue(`'${pythonText(given)}' is not an integer`)
    return port.parse(given)
  },
  { type: ['integer', 'null'], minimum: 1, maximum: 65_535 },
)
const both = { post: 'allowed', put: 'allowed' } as const
const needed = { post: 'required', put: 'allowed' } as const

/** `/v2.0/floatingips/{id}/port_forwardings` */
export const portForwardingResource: Resource = defineResource<PortForwarding>({
  name: 'port_forwarding',
  plural: 'port_forwardings',
  path: 'floatingips/:floatingip_id/port_forwardings',
  summary: 'Ports of a floating IP that lead to ports of an address behind the router.',
  extension: 'floating-ip-port-forwarding',
  ruleName: 'floatingip_port_forwarding',
  policy: { create: MEMBER, read: READER, update: MEMBER, delete: MEMBER },
  service: ({ services }, { floatingip_id: id = '' }) => services.portForwardings.of(id),
  toCreate: (values) => withPorts(values, true),
  toUpdate: (values) => withPorts(values, false),
  attributes: {
    ...identity<PortForwarding>(),
    // a forwarding belongs to the project of its floating IP whatever a request says
    tenant_id: { type: text(255), field: 'projectId', post: 'allowed', writeOnly: true },
    protocol: { type: forwardedProtocol, ...needed, filter: true, sort: true },
    internal_port_id: { type: uuid, ...needed, filter: true, sort: true },
    internal_ip_address: { type: ipAddress, ...both, filter: true },
    external_port: {
      type: portOrNull,
      ...both,
      filter: true,
      filterAs: (texts) => ({ externalPort: texts.map(toInteger) }),
      read: ({ externalPorts }) => single(externalPorts),
    },
    external_port_range: {
      type: portRange,
      ...both,
      filter: true,
      read: ({ externalPorts }) => externalPorts.join(':'),
    },
    internal_port: { type: portOrNull, ...both, filter: true, read: ({ internalPorts }) => single(internalPorts) },
    internal_port_range: { type: portRange, ...both, read: ({ internalPorts }) => internalPorts.join(':') },
    description: { type: text(255), ...both, filter: true },
  },
})

const single = ([first, last]: PortRange): number | undefined => (first === last ? first : undefined)

/** One port is a range of one. */
function withPorts(values: Values, isNew: boolean): Values {
  const { projectId: _, externalPort, externalPortRange, internalPort, internalPortRange, ...rest } = values
  const rangeOf = (name: string, one: unknown, several: unknown): PortRange | undefined => {
    if (typeof one === 'number') return [one, one]
    if (several !== undefined && several !== null) return several as PortRange
    if (!isNew) return undefined
    throw new HttpBadRequestError(`Failed to parse request. Required attribute '${name}' not specified`)
  }
  const externalPorts = rangeOf('external_port', externalPort, externalPortRange)
  const internalPorts = rangeOf('internal_port', internalPort, internalPortRange)
  return {
    ...rest,
    ...(externalPorts !== undefined && { externalPorts }),
    ...(internalPorts !== undefined && { internalPorts }),
  }
}
