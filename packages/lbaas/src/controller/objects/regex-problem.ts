/** Why a regular expression is none, as Octavia's Python puts it where it is said often; undefined = it is one. */
export function regexProblem(text: string): string | undefined {
  try {
    new RegExp(text)
    return undefined
  } catch (error) {
    const at = unclosedGroup(text)
    if (at !== undefined) return `missing ), unterminated subpattern at position ${String(at)}`
    return (error as Error).message
  }
}

/** Where the innermost group begins that nothing ends. */
function unclosedGroup(text: string): number | undefined {
  const open: number[] = []
  let inClass = false
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at]
    if (letter === '\\') at += 1
    else if (inClass) inClass = letter !== ']'
    else if (letter === '[') inClass = true
    else if (letter === '(') open.push(at)
    else if (letter === ')') open.pop()
  }
  return open.at(-1)
}
