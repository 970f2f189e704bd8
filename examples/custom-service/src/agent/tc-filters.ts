import { z } from 'zod'

/** One mirror as `tc` lists it. */
export interface TcFilter {
  readonly handle: string
  readonly target: string
  readonly cookie: string
}

const listed = z.array(
  z.object({
    options: z
      .object({
        fh: z.string(),
        actions: z.array(z.object({ kind: z.string(), to_dev: z.string().optional(), cookie: z.string().optional() })),
      })
      .partial()
      .optional(),
  }),
)

/** Mirrors among the filters that `tc -j filter show` prints; it prints nothing where there are none. */
export function filtersIn(text: string): readonly TcFilter[] {
  if (text.trim() === '') return []
  return listed.parse(JSON.parse(text)).flatMap(({ options }) => {
    const mirred = options?.actions?.find(({ kind }) => kind === 'mirred')
    if (options?.fh === undefined || mirred?.to_dev === undefined || mirred.cookie === undefined) return []
    return [{ handle: options.fh, target: mirred.to_dev, cookie: mirred.cookie }]
  })
}
