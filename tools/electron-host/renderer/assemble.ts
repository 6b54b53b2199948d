import { createCodec } from '../wire/codec.ts'
import { createBridgeEnd } from './bridge.ts'
import { createPreloadRuntime } from './preload-runtime.ts'
import type { PreloadEnvironment } from './preload-runtime.ts'

/** Where the host finds the runtime's functions in the isolated world; no page script runs in that world. */
export const RUNTIME_KEY = '__electronHost'
/** The CDP binding through which the isolated world talks to the host. */
export const BINDING = '__electronHostSend'

/** Runs first in each document's main world: the page's end of the context bridge. */
export function mainWorldSource(secret: string): string {
  return `'use strict';
if (window === window.top) (${createBridgeEnd.toString()})(${JSON.stringify(secret)}, 'main');`
}

/** Runs next in each document's isolated world: the renderer half of IPC and of the context bridge. */
export function isolatedWorldSource(secret: string, environment: PreloadEnvironment): string {
  return `'use strict';
if (window === window.top && location.protocol !== 'chrome-error:') {
  const send = globalThis[${JSON.stringify(BINDING)}];
  delete globalThis[${JSON.stringify(BINDING)}];
  const base64 = { encode: (bytes) => bytes.toBase64(), decode: (text) => Uint8Array.fromBase64(text) };
  const codec = (${createCodec.toString()})(base64);
  const bridge = (${createBridgeEnd.toString()})(${JSON.stringify(secret)}, 'isolated');
  const runtime = (${createPreloadRuntime.toString()})(codec, bridge, send, ${JSON.stringify(environment)});
  Object.defineProperty(globalThis, ${JSON.stringify(RUNTIME_KEY)}, { value: runtime });
}`
}

/** Runs last, in the same world: the app's preload script as a CommonJS module. It is sloppy unless it says otherwise. */
export function preloadSource(script: string, fileName: string): string {
  const name = JSON.stringify(fileName)
  return `if (globalThis[${JSON.stringify(RUNTIME_KEY)}]) {
  const runtime = globalThis[${JSON.stringify(RUNTIME_KEY)}];
  const module = { exports: {} };
  try {
    (function (exports, require, module, process, global, __filename, __dirname) {
${script}
    }).call(module.exports, module.exports, runtime.require, module, runtime.process, globalThis, ${name}, '');
  } catch (error) {
    runtime.preloadFailed(${name}, error);
  }
}
//# sourceURL=${encodeURI(fileName)}`
}
