/*
 * Values of a desktop entry. Rules: the Desktop Entry Specification of freedesktop.org ("The Exec key", "Values").
 */

/** Characters that an argument of `Exec` can't have outside quotes. */
const RESERVED = /[\s"'\\><~|&;$*?#()`]/

/**
 * A command as the value of an `Exec` key. An argument with a reserved character is put in double quotes, where four
 * characters need a backslash; a per cent sign is doubled, because it begins a field code; and then the value as a whole
 * follows the rule for strings, in which each backslash is doubled.
 */
export function execValue(command: readonly string[]): string {
  return stringValue(
    command
      .map((argument) => argument.replaceAll('%', '%%'))
      .map((argument) =>
        argument === '' || RESERVED.test(argument)
          ? `"${argument.replace(/["`$\\]/g, (character) => `\\${character}`)}"`
          : argument,
      )
      .join(' '),
  )
}

/** A text as the value of a string key. */
export function stringValue(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')
}
