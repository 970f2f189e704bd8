import { RESOURCES } from '@netloom/api'
import { describeFuzz } from './describe-fuzz.ts'

// Two files, so that two processors share the work.
describeFuzz(RESOURCES.filter((_, index) => index % 2 === 1))
