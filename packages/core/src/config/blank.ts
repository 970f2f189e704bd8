// What Python's str.strip() removes, which is not quite what String.prototype.trim() does: files are read as oslo.config reads them.
const BLANK = String.raw`[\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]`
const LEADING = new RegExp(`^${BLANK}+`)
// Looks behind from the end, so that a long run of blanks inside a line is not tried from each of its positions.
const TRAILING = new RegExp(`(?<!${BLANK})${BLANK}+$`)

export function stripStart(text: string): string {
  return text.replace(LEADING, '')
}

export function stripEnd(text: string): string {
  return text.replace(TRAILING, '')
}

export function strip(text: string): string {
  return stripStart(stripEnd(text))
}
