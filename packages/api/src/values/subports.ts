import { InvalidInputError, type SubportRequest } from '@netloom/core'
import { LIMITS } from '@netloom/core/kit'
import type { z } from 'zod'
import { requireAtMost } from './bounded-list.ts'
import { toInteger } from './integer.ts'
import { InvalidValue } from './invalid-value.ts'
import { pythonText } from './python-text.ts'
import { isDictionary, type Dictionary } from './structures.ts'
import { requireUuid, UUID_SCHEMA } from './uuid.ts'
import { value } from './value.ts'

const LIST = {
  type: 'array',
  items: {
    type: 'object',
    properties: {
      port_id: UUID_SCHEMA,
      segmentation_type: { type: 'string', enum: ['vlan', 'inherit'] },
      segmentation_id: { type: 'integer', minimum: 1, maximum: 4094 },
    },
    required: ['port_id'],
  },
  maxItems: LIMITS.subports,
}

/** `[{ port_id, segmentation_type, segmentation_id }]`; other keys are ignored. */
export const subports: z.ZodType<readonly SubportRequest[]> = value(toSubports, LIST)

/** Body of `add_subports` and `remove_subports`. */
export const subportsBody: z.ZodType<readonly SubportRequest[]> = value(
  (given) => {
    try {
      return toSubports(isDictionary(given) ? given['sub_ports'] : undefined)
    } catch (error) {
      if (error instanceof InvalidValue) throw new InvalidInputError(error.message)
      throw error
    }
  },
  { type: 'object', properties: { sub_ports: LIST }, required: ['sub_ports'] },
)

function toSubports(given: unknown): readonly SubportRequest[] {
  if (!Array.isArray(given)) {
    throw new InvalidValue(`Invalid data format for subports: '${pythonText(given)}' is not a list`)
  }
  requireAtMost(given, LIMITS.subports, 'subports')
  const ports = new Set<string>()
  const segments = new Set<string>()
  return (given as readonly unknown[]).map((item) => {
    if (!isDictionary(item)) {
      throw new InvalidValue(`Invalid data format for subport: '${pythonText(item)}' is not a dict`)
    }
    const subport = toSubport(item)
    if (ports.has(subport.portId)) throw new InvalidValue(`Non unique UUID for subport: '${subport.portId}'`)
    ports.add(subport.portId)
    const { segmentationType: type = '', segmentationId: id } = subport
    const segment = `${type} ${String(id)}`
    if (id !== undefined && segments.has(segment)) {
      throw new InvalidValue(`Segmentation ID '${String(id)}' for '${subport.portId}' is not unique`)
    }
    segments.add(segment)
    return subport
  })
}

function toSubport(item: Dictionary): SubportRequest {
  const { port_id: port, segmentation_type: type, segmentation_id: id } = item
  if (port === undefined) throw new InvalidValue('A valid port UUID must be specified')
  const portId = requirePort(port)
  if (type === 'inherit') return { portId, segmentationType: type }
  const hasType = type !== undefined && type !== null && type !== ''
  const hasId = id !== undefined && id !== null
  if ((!hasType || !hasId) && Object.keys(item).length > 1) {
    throw new InvalidValue(
      `Invalid subport details '${pythonText(item)}': missing segmentation information. ` +
        'Must specify both segmentation_id and segmentation_type',
    )
  }
  return {
    portId,
    ...(hasType && { segmentationType: pythonText(type) }),
    ...(hasId && { segmentationId: toSegmentationId(id) }),
  }
}

function requirePort(given: unknown): string {
  try {
    return requireUuid(given)
  } catch {
    throw new InvalidValue(`Invalid UUID for subport: '${pythonText(given)}'`)
  }
}

function toSegmentationId(given: unknown): number {
  try {
    return toInteger(given)
  } catch {
    throw new InvalidInputError(`Invalid subport details: segmentation_id '${pythonText(given)}' is not an integer`)
  }
}
