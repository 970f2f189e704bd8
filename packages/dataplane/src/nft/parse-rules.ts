export interface RuleTable {
  /** `ip`, `bridge` … */
  readonly family: string
  readonly name: string
  /** What rules of the kernel's older tables are made with; absent = `nft`. */
  readonly tool?: string
  readonly chains: ReadonlyMap<string, RuleChain>
}

export interface RuleChain {
  readonly name: string
  /** Where the kernel comes in; absent = other chains jump here. */
  readonly hook?: string
  readonly policy?: string
  /** As `nft` prints them, without comments. */
  readonly rules: readonly string[]
}

interface OpenChain extends RuleChain {
  hook?: string
  policy?: string
  readonly rules: string[]
}

/** What `nft list ruleset` printed. Pure. */
export function parseRuleset(text: string): readonly RuleTable[] {
  const tables: { readonly family: string; readonly name: string; readonly chains: Map<string, OpenChain> }[] = []
  let chain: OpenChain | undefined
  for (const line of text.split('\n').map((one) => one.trim())) {
    const [, family, table = ''] = /^table (\S+) (\S+) \{/.exec(line) ?? []
    const name = /^chain (\S+) \{$/.exec(line)?.[1]
    if (family !== undefined) tables.push({ family, name: table, chains: new Map() })
    else if (name !== undefined) tables.at(-1)?.chains.set(name, (chain = { name, rules: [] }))
    else if (line === '}') chain = undefined
    else if (chain !== undefined && line !== '') addLine(chain, line)
  }
  return tables
}

function addLine(chain: OpenChain, line: string): void {
  const [, hook, policy] = /^type \S+ hook (\S+) .*?(?:policy (\S+?);)?$/.exec(line) ?? []
  if (hook === undefined) {
    chain.rules.push(line.replace(/ ?comment "[^"]*"/g, ''))
    return
  }
  chain.hook = hook
  if (policy !== undefined) chain.policy = policy
}

/** What `iptables-legacy-save` printed, in the words of `nft`. Pure. */
export function parseIptables(text: string, family: string, tool: string): readonly RuleTable[] {
  const tables: { readonly name: string; readonly chains: Map<string, OpenChain> }[] = []
  for (const line of text.split('\n')) {
    const chains = tables.at(-1)?.chains
    const [, name = '', policy = ''] = /^:(\S+) (\S+)/.exec(line) ?? []
    if (line.startsWith('*')) tables.push({ name: line.slice(1), chains: new Map() })
    else if (name !== '') {
      const hook = policy === '-' ? {} : { hook: name.toLowerCase(), policy: policy.toLowerCase() }
      chains?.set(name, { name, rules: [], ...hook })
    } else {
      const [, to = '', rule = ''] = /^-A (\S+) (.*)$/.exec(line) ?? []
      chains?.get(to)?.rules.push(inNftWords(rule, chains))
    }
  }
  return tables.map(({ name, chains }) => ({ family, name, tool, chains }))
}

const inNftWords = (rule: string, chains: ReadonlyMap<string, unknown>): string =>
  rule
    .replace(/ ?-m comment --comment (?:"[^"]*"|\S+)/, '')
    .replace(/(! )?-([io]) (\S+)/g, (_, not: string | undefined, way: string, device: string) => {
      return `${way}ifname ${not === undefined ? '' : '!= '}"${device.replace(/\+$/, '*')}"`
    })
    .replace(/-[jg] (\S+)/, (_, to: string) => (chains.has(to) ? `jump ${to}` : to.toLowerCase()))
    .trim()
