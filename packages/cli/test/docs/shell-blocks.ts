/** A shell block of a document: the line that it begins at, and its commands. */
export interface ShellBlock {
  readonly line: number
  readonly commands: readonly string[]
}

/** What stands between ```sh and ```; lines that are empty or only a comment are left out. */
export function shellBlocks(markdown: string): readonly ShellBlock[] {
  const blocks: { line: number; commands: string[] }[] = []
  let inside: { line: number; commands: string[] } | undefined
  for (const [index, line] of markdown.split('\n').entries()) {
    if (inside === undefined) {
      if (line.trim() === '```sh') inside = { line: index + 1, commands: [] }
    } else if (line.trim() === '```') {
      blocks.push(inside)
      inside = undefined
    } else if (line.trim() !== '' && !line.trimStart().startsWith('#')) inside.commands.push(line)
  }
  return blocks
}
