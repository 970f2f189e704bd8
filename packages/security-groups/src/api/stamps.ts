import { type Attribute, standardAttributes } from '@netloom/api'
import type { StandardAttributes } from '@netloom/core'

type Stamped = Omit<StandardAttributes, 'tags'>

const { description: _, tags: __, ...stamps } = standardAttributes<StandardAttributes>()

/** When an object was made and changed, of what has no tags. */
export const timestamps = <M extends Stamped>(): Readonly<Record<string, Attribute<M>>> =>
  // none of them reads tags
  stamps as unknown as Readonly<Record<string, Attribute<M>>>
