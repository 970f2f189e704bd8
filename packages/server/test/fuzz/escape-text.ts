/** For URLs. Halves of surrogate pairs cannot be encoded: they become question marks. */
export function escapeText(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '?'))
}
