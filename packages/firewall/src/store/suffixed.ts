import {
  type IdentifierNode,
  type KyselyPlugin,
  OperationNodeTransformer,
  type PluginTransformQueryArgs,
  type QueryResult,
  type RootOperationNode,
  type UnknownRow,
} from 'kysely'

class Suffixes extends OperationNodeTransformer {
  constructor(
    private readonly names: ReadonlySet<string>,
    private readonly suffix: string,
  ) {
    super()
  }

  protected override transformIdentifier(node: IdentifierNode): IdentifierNode {
    const same = super.transformIdentifier(node)
    return this.names.has(same.name) ? { ...same, name: same.name + this.suffix } : same
  }
}

/** Statements that name one of these tables mean the one with the suffix. */
export function suffixed(names: readonly string[], suffix: string): KyselyPlugin {
  const suffixes = new Suffixes(new Set(names), suffix)
  return {
    transformQuery: ({ node }: PluginTransformQueryArgs): RootOperationNode => suffixes.transformNode(node),
    transformResult: ({ result }): Promise<QueryResult<UnknownRow>> => Promise.resolve(result),
  }
}
