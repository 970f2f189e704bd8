/** The revision an `If-Match: revision_number=5` asks for; anything else there asks for nothing, as in Neutron. */
export function ifMatch(header: string | undefined): number | undefined {
  const found = /^\s*revision_number\s*=\s*(\d{1,15})\s*$/.exec(header ?? '')
  return found?.[1] === undefined ? undefined : Number(found[1])
}
