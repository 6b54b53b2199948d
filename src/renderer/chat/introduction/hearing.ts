/** What the microphone's level has shown so far. */
export interface Hearing {
  /** Level of now, 0 to 1, as a meter reading. */
  readonly reading: number
  /** How long it has been loud, in readings. */
  readonly loud: number
  /** Somebody was heard: stays true. */
  readonly heard: boolean
}

export const NOTHING_HEARD: Hearing = { reading: 0, loud: 0, heard: false }

/** A reading of speech at arm's length; a quiet room stays well below. */
const SPEECH = 0.42
/** So many loud readings are speech and not a knock on the table. */
const ENOUGH = 4

/** Takes one more reading. A pause between two words takes nothing back at once. */
export function hear(before: Hearing, reading: number): Hearing {
  const loud = reading >= SPEECH ? before.loud + 1 : Math.max(0, before.loud - 0.5)
  return { reading, loud, heard: before.heard || loud >= ENOUGH }
}
