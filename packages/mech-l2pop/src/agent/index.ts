export { expectedTable, type ExpectedEntry, type ExpectedVtep } from './expected-table.ts'
