/**
 * Whether macOS lets Parley see keys. The first question comes with the system's own prompt, which is also how Parley gets onto
 * the list there; the talk key is registered again after each sleep and each change of it, and a prompt every time would be a
 * nuisance.
 *
 * @param isTrusted Electron's `systemPreferences.isTrustedAccessibilityClient`
 */
export function promptOnce(isTrusted: (prompt: boolean) => boolean): () => boolean {
  let wasPrompted = false
  return () => {
    const prompt = !wasPrompted
    wasPrompted = true
    return isTrusted(prompt)
  }
}
