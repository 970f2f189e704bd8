export interface Link {
  readonly rel: 'next' | 'previous'
  readonly href: string
}

export interface PageShape {
  /** URL of the list as the client wrote it, with its query. */
  readonly url: string
  readonly limit: number | undefined
  readonly reverse: boolean
}

/** Where the pages before and after this one are; a page that is not full is the last one in its direction. */
export function listLinks({ url, limit, reverse }: PageShape, ids: readonly string[]): readonly Link[] {
  const [first] = ids
  const last = ids.at(-1)
  if (limit === undefined) return []
  // behind the last page there is none: the way back starts at the end
  if (first === undefined || last === undefined) {
    return [reverse ? { rel: 'next', href: bare(url) } : { rel: 'previous', href: `${base(url)}page_reverse=True` }]
  }
  const isShort = ids.length < limit
  const links: Link[] = []
  if (!isShort || reverse) links.push({ rel: 'next', href: `${base(url)}marker=${last}` })
  if (!isShort || !reverse) links.push({ rel: 'previous', href: `${base(url)}marker=${first}&page_reverse=True` })
  return links
}

const bare = (url: string): string => base(url).replace(/[?&]$/, '')

/** The URL without the parameters that a link replaces, ready for one more. */
function base(url: string): string {
  const [path = '', query = ''] = url.split('?', 2)
  const kept = query.split('&').filter((part) => part !== '' && !/^(marker|page_reverse)(=|$)/.test(part))
  return `${path}?${kept.map((part) => `${part}&`).join('')}`
}
