import {
  defineResource,
  identity,
  MEMBER,
  oneOf,
  ownership,
  READER,
  type Resource,
  RESOURCES,
  type ResourceExtension,
  shown,
  standardAttributes,
  text,
} from '@netloom/api'
import type { StandardAttributes } from '@netloom/core'
import type { ApiDeclarationFixture } from '../../src/conformance/index.ts'

interface Lamp extends StandardAttributes {
  readonly id: string
  readonly projectId: string
}

const lampResource: Resource = defineResource<Lamp>({
  name: 'lamp',
  plural: 'lamps',
  summary: 'A lamp over a port.',
  extension: 'lamps',
  tagged: true,
  policy: { create: MEMBER, read: READER, update: MEMBER, delete: MEMBER },
  service: () => ({}),
  actions: [
    {
      ...{ method: 'PUT', path: ':id/switch_on', summary: 'Switch the lamp on', rule: 'switch_on', policy: MEMBER },
      run: () => Promise.resolve({}),
    },
  ],
  attributes: {
    ...identity<Lamp>(),
    ...ownership<Lamp>(),
    name: { type: text(255), post: 'allowed', put: 'allowed', filter: true, sort: true },
    colour: { type: oneOf('red', 'blue'), post: 'required', put: 'allowed', filter: true, policy: { update: MEMBER } },
    status: { type: shown({ type: 'string' }), filter: true },
    ...standardAttributes<Lamp>(),
  },
})

const action = lampResource.actions?.[0]
export type LampAction = NonNullable<typeof action>

/** What a broken one declares in another way. */
export interface LampApiOptions {
  readonly resource?: Partial<Resource>
  readonly attributes?: Resource['attributes']
  readonly action?: Partial<LampAction>
  readonly port?: ResourceExtension
  readonly fixture?: Partial<ApiDeclarationFixture>
}

export function lampApiFixture(options: LampApiOptions = {}): ApiDeclarationFixture {
  const actions = action === undefined ? [] : [{ ...action, ...options.action }]
  const resource: Resource = {
    ...lampResource,
    actions,
    ...options.resource,
    attributes: { ...lampResource.attributes, ...options.attributes },
  }
  return {
    api: {
      service: 'lamp',
      resources: [resource],
      extensions: { port: options.port ?? { attributes: { lamp_id: { type: shown({ type: 'string' }) } } } },
    },
    others: RESOURCES,
    module: {
      aliases: ['lamps'],
      quotas: { lamp: 5 },
      taggedTypes: { lamps: { table: 'lamps', service: 'lamps' } },
      sharedTypes: { lamp: { label: 'Lamp', table: 'lamps' } },
    },
    examples: { lamp: { create: { name: 'a', colour: 'red' }, update: { colour: 'blue' } } },
    ...options.fixture,
  }
}
