/** A fingerprint in groups of four upper-case hex digits. Takes it with colons or spaces too, as other programs write it. */
export function fingerprintGroups(sha256: string): string[] {
  const digits = sha256.replace(/[^0-9a-f]/gi, '').toUpperCase()
  return digits.match(/.{1,4}/g) ?? []
}
