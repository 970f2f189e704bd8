/** What `nft list table` printed of one table. */
export interface Listing {
  readonly sets: ReadonlyMap<string, readonly ListedElement[]>
  /** Chain → its rules, with the hook as the first of them; one that belongs to a base chain. */
  readonly chains: ReadonlyMap<string, ListedChain>
}

export interface ListedChain {
  readonly hook?: string
  readonly comment?: string
  readonly rules: readonly string[]
}

export interface ListedElement {
  readonly key: string
  readonly comment?: string
  /** Of a map. */
  readonly data?: string
  readonly packets?: number
}

interface OpenChain {
  hook?: string
  comment?: string
  readonly rules: string[]
}

/** Blocks open with `set name {`, `map name {` or `chain name {`, and close with a `}` of their own. */
export function parseListing(text: string): Listing {
  const sets = new Map<string, readonly ListedElement[]>()
  const chains = new Map<string, OpenChain>()
  let set: string | undefined
  let chain: OpenChain | undefined
  let elements: string | undefined
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (elements !== undefined || line.startsWith('elements = {')) {
      elements = `${elements ?? ''} ${line.replace('elements = {', '')}`
      if (!line.endsWith('}')) continue
      if (set !== undefined) sets.set(set, elementsOf(elements.slice(0, -1)))
      elements = undefined
      continue
    }
    const [, what, name = ''] = /^(set|map|chain) (\S+) \{$/.exec(line) ?? []
    if (what === 'chain') chains.set(name, (chain = { rules: [] }))
    else if (what !== undefined) sets.set((set = name), [])
    else if (line === '}') [set, chain] = [undefined, undefined]
    else if (chain !== undefined && line !== '') chainLine(chain, line)
  }
  return { sets, chains }
}

function chainLine(chain: OpenChain, line: string): void {
  if (line.startsWith('type ') && line.includes(' hook ')) chain.hook = line
  else if (line.startsWith('comment "')) chain.comment = line.slice(9, -1)
  else chain.rules.push(line)
}

const elementsOf = (text: string): readonly ListedElement[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map(elementOf)

function elementOf(text: string): ListedElement {
  const comment = / comment "([^"]*)"/.exec(text)?.[1]
  const packets = / counter packets (\d+) bytes \d+/.exec(text)?.[1]
  const [key = '', data] = text
    .replace(/ comment "[^"]*"/, '')
    .replace(/ counter(?: packets \d+ bytes \d+)?/, '')
    .split(' : ')
  return {
    key: key.trim(),
    ...(comment !== undefined && { comment }),
    ...(data !== undefined && { data: data.trim() }),
    ...(packets !== undefined && { packets: Number(packets) }),
  }
}
