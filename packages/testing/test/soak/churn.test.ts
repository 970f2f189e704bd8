import { describeChurn } from './describe-churn.ts'

describeChurn('SQLite', { rounds: 20 })
