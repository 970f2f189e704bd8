import { QOS_RULE_TYPES, type QosRuleType } from '@netloom/core'
import { z } from 'zod'
import { RULE_KINDS, type RuleKind } from './rule-kinds.ts'
import { description, flag, id, name, projectId } from './fields.ts'
import type { InputSchema } from '@netloom/core/kit'

const changeable = {
  name: name.optional(),
  description: description.optional(),
  shared: flag.optional(),
  isDefault: flag.optional(),
}

export const qosPolicyCreateInput: InputSchema = z.strictObject({
  id: id.optional(),
  projectId: projectId.optional(),
  ...changeable,
})

export const qosPolicyUpdateInput: InputSchema = z.strictObject(changeable)

const LARGEST = 2 ** 31 - 1
const RANGE = `must be a whole number from 0 to ${String(LARGEST)}`
const amount = z.int({ error: RANGE }).min(0, RANGE).max(LARGEST, RANGE)

function ruleInput({ parameters, directions }: RuleKind, isCreate: boolean): InputSchema {
  const shape: Record<string, z.ZodType> = {}
  for (const [parameter, { initial, values }] of Object.entries(parameters)) {
    const type =
      values === undefined ? amount : z.literal([...values], { error: `must be one of ${values.join(', ')}` })
    shape[parameter] = isCreate && initial === undefined ? type : type.optional()
  }
  if (directions !== undefined) {
    shape['direction'] = z.enum(directions, { error: `must be one of ${directions.join(', ')}` }).optional()
  }
  return z.strictObject(shape)
}

function ruleInputs(isCreate: boolean): Readonly<Record<QosRuleType, InputSchema>> {
  const entries = QOS_RULE_TYPES.map((type) => [type, ruleInput(RULE_KINDS[type], isCreate)] as const)
  return Object.fromEntries(entries) as Record<QosRuleType, InputSchema>
}

export const qosRuleCreateInputs: Readonly<Record<QosRuleType, InputSchema>> = ruleInputs(true)
export const qosRuleUpdateInputs: Readonly<Record<QosRuleType, InputSchema>> = ruleInputs(false)
