import { RESOURCES } from '@netloom/api'
import { describeApiDeclaration } from '@netloom/testing/conformance'
import { serviceApi } from '../src/api/index.ts'
import { mirrors } from '../src/index.ts'

const PORT = '3b6c5b1a-6f4e-4a55-9d0c-0f3f6cf1a111'

describeApiDeclaration('mirror', {
  open: () =>
    Promise.resolve({
      api: serviceApi,
      others: RESOURCES,
      module: mirrors(),
      examples: {
        mirror: {
          create: { name: 'ids', source_port_id: PORT, target_port_id: PORT.replace('3b', '4c'), direction: 'both' },
          update: { direction: 'in' },
        },
      },
    }),
})
