/**
 * Batch files are a language: blanks split, quotes group, `#` comments, a backslash continues, and an option would change
 * how the rest is read. So a line is made of plain tokens only. `""` stands for an empty argument (clears an alias).
 */
const TOKEN = '(?:[A-Za-z0-9_.:/@+=,][A-Za-z0-9_.:/@+=,-]*|"")'
const LINE = new RegExp(`^${TOKEN}(?: ${TOKEN})*$`)

/** Whether `line` can be fed to a tool and means exactly its words. */
export const isBatchLine = (line: string): boolean => LINE.test(line)

/** Whether a tool that runs the line opens a network namespace, which it closes at its end alone. */
export const namesNamespace = (line: string): boolean => / netns /.test(` ${line} `)

/** One line of a batch. Says nothing about whether it is a safe one: the pipe judges. */
export const batchLine = (args: readonly string[]): string => args.map(asToken).join(' ')

/** A blank would make two words of an argument, two quotes an empty one; escaped, the line is refused. */
function asToken(arg: string): string {
  if (arg === '') return '""'
  return /[ "]/.test(arg) ? JSON.stringify(arg) : arg
}
