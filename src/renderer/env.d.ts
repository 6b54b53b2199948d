/// <reference types="vite/client" />

/** Parley's version and the packages in this build, written by the build. */
declare const __ABOUT__: {
  readonly version: string
  readonly components: readonly {
    readonly name: string
    readonly version: string
    readonly license: string
  }[]
}
