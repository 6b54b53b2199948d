import { chromium } from 'playwright'
import type { Browser } from 'playwright'

const BASE_FLAGS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
  '--autoplay-policy=no-user-gesture-required',
  '--use-fake-ui-for-media-stream',
]

/** A real Chromium whose microphone plays a WAV file once; without one, its built-in beeps. */
export function launchChromium(microphone?: string): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.PARLEY_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      ...BASE_FLAGS,
      '--use-fake-device-for-media-stream',
      ...(microphone === undefined ? [] : [`--use-file-for-fake-audio-capture=${microphone}%noloop`]),
    ],
  })
}

/** A real Chromium with the microphone and the loudspeaker of a sound server (`Pulse.env`). */
export function launchChromiumWithSound(env: Record<string, string>): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.PARLEY_CHROMIUM ?? '/usr/bin/chromium',
    // Playwright's own default: muted, no loudspeaker is opened.
    ignoreDefaultArgs: ['--mute-audio'],
    env: { ...process.env, ...env },
    args: BASE_FLAGS,
  })
}
