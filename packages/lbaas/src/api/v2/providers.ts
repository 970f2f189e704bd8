import { defineResource, READER, type Resource, shown, text } from '@netloom/api'
import type { LoadBalancerProvider } from '../../controller/base/provider.ts'
import { OCTAVIA } from '../words/octavia.ts'

type Provider = Pick<LoadBalancerProvider, 'name' | 'description'> & { readonly id: string }

const { alwaysLinks: _links, ...WITHOUT_LINKS } = OCTAVIA

/** `/v2.0/lbaas/providers` */
export const providerResource: Resource = defineResource<Provider>({
  name: 'provider',
  plural: 'providers',
  path: 'lbaas/providers',
  summary: 'What serves load balancers.',
  extension: 'lbaasv2',
  dialect: WITHOUT_LINKS,
  policy: { read: READER },
  service: ({ services }) => ({
    list: () =>
      Promise.resolve(
        services.lbStatuses.providers().map(({ name, description }) => ({ id: name, name, description })),
      ),
  }),
  attributes: {
    name: { type: text(64) },
    description: { type: shown({ type: 'string' }) },
  },
})
