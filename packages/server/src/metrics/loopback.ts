const LOOPBACK = /^(::ffff:)?127\.\d+\.\d+\.\d+$|^::1$/

export function isLoopback(address: string): boolean {
  return LOOPBACK.test(address)
}
