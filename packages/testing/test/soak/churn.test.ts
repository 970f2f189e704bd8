import { repetitions } from '../../../core/test/support/repetitions.ts'
import { describeChurn } from './describe-churn.ts'

// Every tenth round an agent starts anew: a window ends where the warm-up did.
describeChurn('SQLite', { rounds: repetitions(20, 10) })
