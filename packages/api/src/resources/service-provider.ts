import type { RequestContext } from '@netloom/core'
import type { ResourceFilter } from '@netloom/core/services'
import { ANYONE } from '../policy/rule.ts'
import { defineResource, type Resource } from '../resource/resource.ts'
import { boolean } from '../values/boolean.ts'
import { text } from '../values/text.ts'

interface ServiceProvider {
  readonly serviceType: string
  readonly name: string
  readonly isDefault: boolean
}

/** `/v2.0/service-providers`. No service of this controller has a choice of providers. */
export const serviceProviderResource: Resource = defineResource<ServiceProvider>({
  name: 'service_provider',
  plural: 'service_providers',
  summary: 'A driver that can be chosen for a service such as routers or load balancers.',
  extension: 'service-type',
  policy: { read: ANYONE },
  service: () => ({
    list: (_: RequestContext, __?: ResourceFilter): Promise<readonly ServiceProvider[]> => Promise.resolve([]),
  }),
  attributes: {
    service_type: { type: text(255), filter: true },
    name: { type: text(255), filter: true },
    default: { type: boolean, field: 'isDefault', filter: true },
  },
})
