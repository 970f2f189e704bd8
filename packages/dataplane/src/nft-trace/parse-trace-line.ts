/** One thing that the kernel says of a traced packet. */
export interface NftTraceStep {
  /** The same for all steps of one packet in one network namespace. */
  readonly id: string
  readonly family: string
  readonly table: string
  readonly chain: string
  /** `packet`: what it is; `rule`: one that matched; `policy`: the end of a base chain. */
  readonly kind: 'packet' | 'rule' | 'policy'
  /** The packet's fields, or the rule, as nft prints them. */
  readonly text: string
  /** `accept`, `drop`, `jump x`, `continue`; absent for packets. */
  readonly verdict?: string
  readonly comment?: string
}

const LINE = /^trace id (\S+) (\S+) (\S+) (\S+) (packet:|rule|policy) ?(.*)$/

/** One line of `nft monitor trace`; undefined for others. Pure. */
export function parseTraceLine(line: string): NftTraceStep | undefined {
  const [, id, family, table, chain, kind, rest = ''] = LINE.exec(line.trim()) ?? []
  if (id === undefined || family === undefined || table === undefined || chain === undefined) return undefined
  const place = { id, family, table, chain }
  if (kind === 'packet:') return { ...place, kind: 'packet', text: rest }
  if (kind === 'policy') return { ...place, kind: 'policy', text: '', verdict: rest.trim() }
  const verdict = / \(verdict ([^)]*)\)$/.exec(rest)?.[1]
  const text = rest.replace(/ \(verdict [^)]*\)$/, '')
  const comment = / comment "([^"]*)"/.exec(text)?.[1]
  return {
    ...place,
    kind: 'rule',
    text,
    ...(verdict !== undefined && { verdict }),
    ...(comment !== undefined && { comment }),
  }
}
