/** `@netloom/server/ini`: what INI files say to the API, for who judges files without serving it. */
export { readKeystoneIni } from './auth/keystone-ini.ts'
export { readPolicyIni, type PolicyIni } from './policy/oslo/policy-ini.ts'
