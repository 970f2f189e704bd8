/** What asks a process to end. */
export type EndSignal = 'SIGTERM' | 'SIGINT'

/** Resolves at the first SIGTERM or SIGINT. Keeps the process alive until then. */
export function untilSignalled(): Promise<EndSignal> {
  return new Promise((resolve) => {
    const alive = setInterval(() => undefined, 1 << 30)
    const hear = (signal: EndSignal): void => {
      clearInterval(alive)
      process.off('SIGTERM', hear)
      process.off('SIGINT', hear)
      resolve(signal)
    }
    process.on('SIGTERM', hear)
    process.on('SIGINT', hear)
  })
}
