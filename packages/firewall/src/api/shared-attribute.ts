import { ADMIN, type Attribute, boolean } from '@netloom/api'

/** With every project; an administrator says so. */
export const shared = <M extends object>(): Attribute<M> => ({
  type: boolean,
  post: 'allowed',
  put: 'allowed',
  filter: true,
  sort: true,
  policy: { create: ADMIN, update: ADMIN, default: false },
})
