/** `@netloom/server/ini`: what INI files say to the API, for who judges files without serving it. */
export { readKeystoneIni } from './auth/keystone-ini.ts'
