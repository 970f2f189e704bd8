/** `@netloom/ml2/ini`: what INI files say to the engine, for who judges files without running it. */
export { type FoundServices, readMl2Ini, type Ml2Ini } from './config/ml2-ini.ts'
export { judgeServices } from './services/judge-services.ts'
