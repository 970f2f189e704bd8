/** Hears what is written to the console and to the outputs of the process. Returns the way to stop. */
export function overhear(listener: (text: string) => void): () => void {
  const undo: (() => void)[] = []
  const methods = ['debug', 'info', 'log', 'warn', 'error'] as const
  // eslint-disable-next-line @typescript-eslint/unbound-method -- put back as they are, never called
  const consoles = methods.map((method) => console[method])
  for (const stream of [process.stdout, process.stderr]) {
    const found = Object.getOwnPropertyDescriptor(stream, 'write')
    const write = stream.write.bind(stream)
    stream.write = ((...args: Parameters<typeof write>) => {
      listener(String(args[0]))
      return write(...args)
    }) as typeof stream.write
    undo.push(() => {
      // As it was found: of its class, or already somebody else's.
      if (found === undefined) Reflect.deleteProperty(stream, 'write')
      else Object.defineProperty(stream, 'write', found)
    })
  }
  for (const method of methods) {
    console[method] = (...args: unknown[]) => {
      listener(args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg))).join(' '))
    }
  }
  return () => {
    for (const one of undo) one()
    methods.forEach((method, index) => {
      const former = consoles[index]
      if (former !== undefined) console[method] = former
    })
  }
}
