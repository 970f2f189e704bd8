/** The first defined answer of `look`. @throws {Error} after five seconds */
export async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + 5_000
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (performance.now() > deadline) throw new Error('what was waited for did not happen within 5 s')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
