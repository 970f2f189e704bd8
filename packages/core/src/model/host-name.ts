/** Labels of letters, digits and hyphens (RFC 1123, 2.1), a dot at the end or none; '' = no name. */
export const isHostName = (text: string): boolean =>
  text === '' ||
  (text.length <= 255 && /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*\.?$/i.test(text))
