import { LIMITS, pythonJsonLength } from '@netloom/core/kit'
import { z } from 'zod'
import { atMost, description, flag, hostName, id, name, projectId } from './fields.ts'
import type { InputSchema } from '@netloom/core/kit'

const provider = z.strictObject(
  {
    networkType: z.string({ error: 'must be the name of a network type' }).max(32, 'must have at most 32 characters'),
    physicalNetwork: z
      .string({ error: 'must be text' })
      .min(1, 'must not be empty')
      .max(64, 'must have at most 64 characters')
      .optional(),
    segmentationId: z.int({ error: 'must be a whole number' }).optional(),
  },
  { error: 'must be { networkType, physicalNetwork?, segmentationId? }' },
)

/** What a database column takes; the network's types allow much less. */
const MOST = 2_147_483_647

/** 0 = whatever the network's types allow. */
const mtu = z
  .int({ error: 'must be a whole number of bytes, 0 or more' })
  .min(0, 'must be 0 or more')
  .max(MOST, `must be at most ${String(MOST)}`)

const changeable = {
  name: name.optional(),
  description: description.optional(),
  adminStateUp: flag.optional(),
  shared: flag.optional(),
  routerExternal: flag.optional(),
  mtu: mtu.optional(),
  portSecurityEnabled: flag.optional(),
  isDefault: flag.optional(),
  dnsDomain: hostName.optional(),
  qosPolicyId: id.nullable().optional(),
}

const HINTS_TOO_LONG = `must have at most ${String(LIMITS.availabilityZoneHintsCharacters)} characters as JSON`

export const networkCreateInput: InputSchema = z.strictObject({
  id: id.optional(),
  projectId: projectId.optional(),
  ...changeable,
  availabilityZoneHints: z
    .array(name, { error: 'must be a list of names' })
    .refine((hints) => pythonJsonLength(hints) <= LIMITS.availabilityZoneHintsCharacters, HINTS_TOO_LONG)
    .optional(),
  provider: provider.optional(),
  segments: z
    .array(provider, { error: 'must be a list of segments' })
    .min(1, 'must not be empty')
    .max(...atMost(LIMITS.segments, 'segments'))
    .optional(),
})

export const networkUpdateInput: InputSchema = z.strictObject(changeable)
