/** Spreads names over 32 bits (FNV-1a), the same in every run: what is chosen by it is found again. */
export function nameHash(name: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193)
  // The low bits of FNV mix worst, and a remainder looks at them most.
  return (hash ^ (hash >>> 15)) >>> 0
}
