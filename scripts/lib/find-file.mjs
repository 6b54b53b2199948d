import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The names in a folder; none where there is no such folder. What is asked for by a pattern may be a file: `/usr/lib64`
 * holds the loader, `ld-linux-x86-64.so.2`, beside folders such as `x86_64-linux-gnu`.
 * @param {string} folder
 */
export function namesIn(folder) {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder) : []
}

/** Is a file of this name in one of the folders? @param {RegExp} name @param {readonly string[]} folders */
export function fileIn(name, folders) {
  return folders.some((folder) => namesIn(folder).some((file) => name.test(file)))
}

/**
 * Folders, with those directly in them that have such a name.
 * @param {readonly string[]} bases
 * @param {RegExp} name
 */
export function withFoldersIn(bases, name) {
  return bases.flatMap((base) => [
    base,
    ...namesIn(base).flatMap((each) => (name.test(each) ? [join(base, each)] : [])),
  ])
}
