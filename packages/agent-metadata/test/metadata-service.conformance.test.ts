import { describeService } from '@netloom/testing/conformance'
import { metadata } from '../src/index.ts'

// Callers make nothing of it: the rules about tables, start, hooks, topics and agents are left.
describeService('metadata', { open: () => Promise.resolve({ module: metadata() }) })
