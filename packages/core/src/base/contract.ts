/**
 * Version of the contract between engine and drivers. Every module carries the number of the core that it was made with, and a
 * module of another number is refused at start. Numbers are compared, not identities: two copies of core in one tree go together.
 * It grows with every change that a driver could break on.
 */
export const CONTRACT = 1
