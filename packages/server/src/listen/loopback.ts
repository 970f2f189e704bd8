/** Addresses to listen on that only this machine reaches. */
export const LOOPBACK: RegExp = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/
