/** Hears what is written to the console and to the outputs of the process. Returns the way to stop. */
export function overhear(listener: (text: string) => void): () => void {
  const streams = [process.stdout, process.stderr] as const
  // To be put back as they are found.
  // eslint-disable-next-line @typescript-eslint/unbound-method
  const writes = streams.map((stream) => stream.write)
  const methods = ['debug', 'info', 'log', 'warn', 'error'] as const
  const consoles = methods.map((method) => console[method])
  streams.forEach((stream, index) => {
    stream.write = ((...args: Parameters<typeof stream.write>) => {
      listener(String(args[0]))
      return writes[index]?.apply(stream, args) ?? true
    }) as typeof stream.write
  })
  for (const method of methods) {
    console[method] = (...args: unknown[]) => {
      listener(args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg))).join(' '))
    }
  }
  return () => {
    streams.forEach((stream, index) => {
      const write = writes[index]
      if (write !== undefined) stream.write = write
    })
    methods.forEach((method, index) => {
      const former = consoles[index]
      if (former !== undefined) console[method] = former
    })
  }
}
