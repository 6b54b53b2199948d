import type { en } from './en.ts'

/** The same tree with any texts at its leaves. */
type Texts<T> = { readonly [K in keyof T]: T[K] extends string ? string : Texts<T[K]> }

/** All texts of one language. English is the one that defines which there are. */
export type Messages = Texts<typeof en>
