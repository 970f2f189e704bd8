export { describeStore } from './describe-store.ts'
export type { StoreSetup } from './store/with-store.ts'
