import { LIMITS } from '@netloom/core/kit'
import { z } from 'zod'
import { atMost, description, flag, id, name, projectId } from './fields.ts'
import type { InputSchema } from '@netloom/core/kit'

const changeable = { name: name.optional(), description: description.optional(), adminStateUp: flag.optional() }

const SHAPE = 'must be { portId, segmentationType?, segmentationId? }'

const subports = z
  .array(
    z.strictObject(
      {
        portId: id,
        segmentationType: z.string({ error: 'must be text' }).optional(),
        segmentationId: z.int({ error: 'must be a whole number' }).optional(),
      },
      { error: SHAPE },
    ),
    { error: `must be a list of subports; each ${SHAPE}` },
  )
  .max(...atMost(LIMITS.subports, 'subports'))

export const trunkCreateInput: InputSchema = z.strictObject({
  id: id.optional(),
  projectId: projectId.optional(),
  portId: id,
  ...changeable,
  subports: subports.optional(),
})

export const trunkUpdateInput: InputSchema = z.strictObject(changeable)

export const subportsInput: InputSchema = z.strictObject({ subports })
