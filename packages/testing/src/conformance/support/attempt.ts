/** What a call ended with. */
export type Attempt<T> = { readonly value: T } | { readonly error: unknown }

export async function attempt<T>(work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await work() }
  } catch (error) {
    return { error }
  }
}

export function attemptNow<T>(work: () => T): Attempt<T> {
  try {
    return { value: work() }
  } catch (error) {
    return { error }
  }
}

/** What is wrong with a refusal: it must be an error with this status, whose message is one line. */
export function refusalProblems(what: string, result: Attempt<unknown>, status: number): readonly string[] {
  if (!('error' in result)) return [`${what} was accepted`]
  const { error } = result
  const problems: string[] = []
  const given = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined
  if (given !== status)
    problems.push(`${what}: status ${String(given)} instead of ${String(status)} (${String(error)})`)
  if (error instanceof Error && error.message.includes('\n')) problems.push(`${what}: the message has several lines`)
  return problems
}
