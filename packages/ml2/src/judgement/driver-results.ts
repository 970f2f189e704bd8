import {
  type AllocatedSegment,
  type BindingDecision,
  type ProviderSegment,
  VIF_TYPE_BINDING_FAILED,
  VIF_TYPE_UNBOUND,
} from '@netloom/core'
import { pythonJsonLength } from '@netloom/core/kit'
import { z } from 'zod'
import { isJson } from './is-json.ts'

/** RFC 791: no IP packet is larger. */
const LARGEST_MTU = 65_535
/** Neutron: columns of `networksegments` and `ml2_port_bindings`. */
const NETWORK_TYPE_CHARACTERS = 32
const PHYSICAL_NETWORK_CHARACTERS = 64
const VIF_TYPE_CHARACTERS = 64
const VIF_DETAILS_CHARACTERS = 4_095

const name = (characters: number): z.ZodType<string> =>
  z.string(`must be text of 1 to ${String(characters)} characters`).check((context) => {
    const { length } = context.value
    if (length > 0 && length <= characters) return
    context.issues.push({
      code: 'custom',
      input: context.value,
      message: `must be text of 1 to ${String(characters)} characters`,
    })
  })
const integer = (last: number): z.ZodType<number> => {
  const message = `must be a whole number from 0 to ${String(last)}`
  return z.number(message).int(message).min(0, message).max(last, message)
}
const segmentationId = integer(Number.MAX_SAFE_INTEGER)
const physicalNetwork = name(PHYSICAL_NETWORK_CHARACTERS)

/** `mtu`. */
export const mtuResult: z.ZodType<number> = integer(LARGEST_MTU)
/** `isPartial`. */
export const flagResult: z.ZodType<boolean> = z.boolean('must be true or false')

const oneOf = (value: unknown): z.ZodType =>
  z.literal(value as string | number | null, `must be ${JSON.stringify(value)}, as it was asked for`)

/** `reserve` and `allocate` of the driver of this type; what the request names must come back. Anything more is left out. */
export function segmentResult(networkType: string, wanted?: ProviderSegment): z.ZodType<AllocatedSegment> {
  const physical = wanted?.physicalNetwork
  const id = wanted?.segmentationId
  return z.object(
    {
      networkType: z.literal(networkType, `must be '${networkType}', the driver's own type`),
      physicalNetwork: physical === undefined ? orNull(physicalNetwork) : oneOf(physical),
      segmentationId: id === undefined ? orNull(segmentationId) : oneOf(id),
    },
    'must be a segment { networkType, physicalNetwork, segmentationId }',
  ) as unknown as z.ZodType<AllocatedSegment>
}

const orNull = (type: z.ZodType): z.ZodType =>
  z.unknown().check((context) => {
    const { value } = context
    if (value === null) return
    for (const { message } of type.safeParse(value).error?.issues ?? [])
      context.issues.push({ code: 'custom', input: value, message: `${message}, or null` })
  })

const UNBOUND: readonly string[] = [VIF_TYPE_UNBOUND, VIF_TYPE_BINDING_FAILED]
const vifType = name(VIF_TYPE_CHARACTERS).refine(
  (type) => !UNBOUND.includes(type),
  'says that the port is not bound; return undefined instead',
)
const vifDetails = z
  .record(z.string(), z.unknown(), 'must be an object that JSON can hold')
  .refine(isJson, 'must be an object that JSON can hold')
  .refine(
    (details) => !isJson(details) || pythonJsonLength(details) <= VIF_DETAILS_CHARACTERS,
    `must not exceed ${String(VIF_DETAILS_CHARACTERS)} characters as JSON`,
  )
const STATUSES = ['DOWN', 'BUILD', 'ACTIVE', 'ERROR', 'N/A'] as const
const segmentId = z.string('must be the id of one of the segments to bind')

const finalBinding = z.object({
  type: z.literal('bound'),
  segmentId,
  vifType,
  vifDetails,
  status: z.enum(STATUSES, `must be one of ${STATUSES.join(', ')}, or left out`).optional(),
})
const partialBinding = z.object({
  type: z.literal('continue'),
  segmentId,
  next: z
    .array(
      z.object(
        {
          networkType: name(NETWORK_TYPE_CHARACTERS),
          physicalNetwork: physicalNetwork.optional(),
          segmentationId: segmentationId.optional(),
        },
        'must be a segment { networkType, physicalNetwork?, segmentationId? }',
      ),
      'must be a list of segments for the next level',
    )
    .min(1, 'must name at least one segment for the next level'),
})

/** `bindPort`. */
export const bindingResult: z.ZodType<BindingDecision> = z
  .unknown()
  .refine((value) => !(value instanceof Promise), 'is a promise; bindPort decides at once and never waits')
  .pipe(
    z.discriminatedUnion('type', [finalBinding, partialBinding], {
      error: "must be undefined, or a decision of type 'bound' or 'continue'",
    }),
  ) as unknown as z.ZodType<BindingDecision>
