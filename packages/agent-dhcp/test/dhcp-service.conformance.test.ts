import { describeService } from '@netloom/testing/conformance'
import { dhcp } from '../src/index.ts'

// Its objects are networks, which the engine makes: the rules about tables, start, hooks, topics and agents are left.
describeService('dhcp', { open: () => Promise.resolve({ module: dhcp() }) })
