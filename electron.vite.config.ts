import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'
import { META_CSP } from './src/shared/csp.ts'

const at = (path: string) => resolve(import.meta.dirname, path)

interface Package {
  readonly name: string
  readonly version: string
  readonly license: string
  readonly dependencies: Readonly<Record<string, string>>
}

const readPackage = (path: string) => JSON.parse(readFileSync(at(path), 'utf8')) as Package

/** What the About page says: read from the packages themselves, so that it is true of this build. */
function about(): { version: string; components: { name: string; version: string; license: string }[] } {
  const own = readPackage('package.json')
  const names = ['electron', ...Object.keys(own.dependencies)].sort()
  return {
    version: own.version,
    components: names.map((name) => {
      const { version, license } = readPackage(`node_modules/${name}/package.json`)
      return { name, version, license }
    }),
  }
}

/** Writes the content security policy into each built page. Not in development: hot reload needs inline scripts. */
const cspMeta: Plugin = {
  name: 'parley:csp-meta',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: META_CSP },
      injectTo: 'head-prepend',
    },
  ],
}

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      sourcemap: true,
      // Dependencies stay in node_modules: some are native, and the rest gain nothing from being bundled.
      externalizeDeps: true,
      rolldownOptions: {
        input: {
          index: at('src/main/index.ts'),
          assistant: at('src/server/utility-entry.ts'),
          'stt-worker': at('src/server/speech/stt-worker.ts'),
          'tts-worker': at('src/server/speech/tts-worker.ts'),
        },
        // Workers and the utility process are started by these names.
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload is one CommonJS file that may require nothing but `electron`.
      isolatedEntries: true,
      externalizeDeps: false,
      rolldownOptions: {
        input: { chat: at('src/preload/chat.ts'), voice: at('src/preload/voice.ts') },
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src/renderer'),
    base: './',
    publicDir: false,
    plugins: [react(), cspMeta],
    define: { __ABOUT__: JSON.stringify(about()) },
    worker: { format: 'es' },
    build: {
      outDir: at('out/renderer'),
      emptyOutDir: true,
      sourcemap: 'hidden',
      minify: true,
      // Both hosts are newer: nothing needs to be written the old way.
      target: 'chrome140',
      // Worklets and icons must be real files of our own origin: the CSP allows no `data:` script.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: { chat: at('src/renderer/chat/index.html'), voice: at('src/renderer/voice/index.html') },
      },
    },
  },
})
