import { RESOURCES } from '@netloom/api'
import { describeApiDeclaration } from '@netloom/testing/conformance'
import { serviceApi } from '../../src/api/index.ts'

describeApiDeclaration('dhcp', { open: () => Promise.resolve({ api: serviceApi, others: RESOURCES }) })
