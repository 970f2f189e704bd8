import { brokenAnswers } from './broken-type-drivers-answers.ts'
import { brokenMemories } from './broken-type-drivers-memory.ts'
import { brokenPools } from './broken-type-drivers-pools.ts'

export const brokenTypeDrivers = [...brokenPools, ...brokenMemories, ...brokenAnswers] as const
