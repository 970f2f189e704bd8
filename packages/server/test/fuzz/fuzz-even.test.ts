import { ALL_RESOURCES } from '../support/with-services.ts'
import { describeFuzz } from './describe-fuzz.ts'

// Two files, so that two processors share the work.
describeFuzz(ALL_RESOURCES.filter((_, index) => index % 2 === 0))
