import type { HudLook } from './face.ts'

/** Paths in a box of 24 by 24, drawn with a line, for looks that no colour should have to tell alone. */
export const GLYPHS: Readonly<Partial<Record<HudLook, string>>> = {
  failed: 'M12 5.5v8M12 18.2v.1',
  interrupted: 'M8 8h8v8H8z',
  waiting: 'M5 10.5v3M9.5 7.5v9M14.5 9v6M19 10.5v3',
  unheard:
    'M4.5 4.5l15 15M9.3 9.3V12a2.7 2.7 0 0 0 4.3 2.2M14.7 12V6.7a2.7 2.7 0 0 0-5.2-1M6.8 12a5.2 5.2 0 0 0 8.6 3.9M17.2 12q0 1-.3 1.8M12 17.2v3.3',
  offline: 'M4 4l16 16M9.5 7.2a6 6 0 0 1 8 4.3A3.8 3.8 0 0 1 19.6 18M15.5 18.5H8a4.5 4.5 0 0 1-.9-8.9',
  muted: 'M4.5 9.5v5h3.2l4.3 3.5V6L7.7 9.5zM16 9.8l4.5 4.4M20.5 9.8 16 14.2',
}

/** The button that stops an answer. */
export const STOP = 'M7 9a2 2 0 0 1 2-2h6a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H9a2 2 0 0 1-2-2z'

/** The button that throws away what is being said. */
export const CANCEL =
  'M7.3 7.3a1.2 1.2 0 0 1 1.7 0l3 3 3-3a1.2 1.2 0 0 1 1.7 1.7l-3 3 3 3a1.2 1.2 0 0 1-1.7 1.7l-3-3-3 3a1.2 1.2 0 0 1-1.7-1.7l3-3-3-3a1.2 1.2 0 0 1 0-1.7z'
