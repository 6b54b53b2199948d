import { describe, expect, it } from 'vitest'
import { EchoGate } from '../../../../../src/renderer/voice/vad/echo-gate.ts'

const SILENT = -120

/** Feeds blocks; gives the share that was taken for echo, of those while something is played. */
function feed(
  gate: EchoGate,
  count: number,
  levels: (block: number) => { microphoneDb: number; playbackDb: number },
  { isCancelled = false, isSpeech = true, isVoice = false } = {},
): number {
  let playing = 0
  let echo = 0
  for (let block = 0; block < count; block += 1) {
    const judged = gate.judge({ ...levels(block), isCancelled, isSpeech, isVoice })
    if (judged.isPlaying) playing += 1
    if (judged.isEcho) echo += 1
  }
  return playing === 0 ? 0 : echo / playing
}

/** Speech goes up and down: here by 20 dB, a few times a second. */
const swing = (block: number) => -30 + 10 * Math.sin(block)

describe('the echo gate', () => {
  it('takes nothing for echo while nothing is played', () => {
    const gate = new EchoGate()
    expect(
      gate.judge({
        microphoneDb: -20,
        playbackDb: SILENT,
        isCancelled: false,
        isSpeech: false,
        isVoice: false,
      }),
    ).toEqual({ isPlaying: false, isEcho: false })
  })

  it('holds back an answer that comes back 20 dB softer, from its first block on', () => {
    const gate = new EchoGate()
    const answer = (block: number) => ({ microphoneDb: swing(block) - 20, playbackDb: swing(block) })
    expect(feed(gate, 300, answer)).toBe(1)
  })

  it('holds it back also when it comes back half a second late', () => {
    const gate = new EchoGate()
    const answer = (block: number) => ({ microphoneDb: swing(block - 15) - 20, playbackDb: swing(block) })
    expect(feed(gate, 300, answer)).toBe(1)
  })

  it('lets a voice through that is louder than the echo, once it knows the room', () => {
    const gate = new EchoGate()
    feed(gate, 60, (block) => ({ microphoneDb: swing(block) - 20, playbackDb: swing(block) }))
    expect(feed(gate, 30, (block) => ({ microphoneDb: -25, playbackDb: swing(block) }))).toBe(0)
  })

  it('lets a voice through at once where echo is cancelled', () => {
    const gate = new EchoGate()
    const voice = (block: number) => ({ microphoneDb: -28, playbackDb: swing(block) })
    expect(feed(gate, 30, voice, { isCancelled: true })).toBe(0)
  })

  it('learns that the echo became louder, when it was no voice', () => {
    const gate = new EchoGate()
    feed(gate, 125, (block) => ({ microphoneDb: swing(block) - 40, playbackDb: swing(block) }))
    const louder = (block: number) => ({ microphoneDb: swing(block) - 15, playbackDb: swing(block) })
    feed(gate, 125, louder)
    expect(feed(gate, 60, louder)).toBe(1)
  })

  it('does not take a voice for the echo, however long it speaks', () => {
    const gate = new EchoGate()
    feed(gate, 125, (block) => ({ microphoneDb: swing(block) - 40, playbackDb: swing(block) }))
    const voice = (block: number) => ({ microphoneDb: -25, playbackDb: swing(block) })
    feed(gate, 300, voice, { isVoice: true })
    expect(feed(gate, 30, voice)).toBe(0)
  })

  describe('when the echo became so loud that it passes for a voice', () => {
    /** From -40 dB to -15. */
    const louder = (block: number) => ({ microphoneDb: swing(block) - 15, playbackDb: swing(block) })
    const quietRoom = () => {
      const gate = new EchoGate()
      feed(gate, 125, (block) => ({ microphoneDb: swing(block) - 40, playbackDb: swing(block) }))
      return gate
    }
    /** Twelve blocks of it are taken for a voice, and stop the answer. The voice is over when the pause has been long enough. */
    const interrupt = (gate: EchoGate, after: { microphoneDb: number; isSpeech: boolean }) => {
      feed(gate, 12, louder)
      feed(gate, 4, louder, { isVoice: true })
      const room = { microphoneDb: after.microphoneDb, playbackDb: SILENT }
      feed(gate, 44, () => room, { isVoice: true, isSpeech: after.isSpeech })
      feed(gate, 30, () => ({ microphoneDb: -70, playbackDb: SILENT }), { isSpeech: false })
    }
    const ends = { microphoneDb: -70, isSpeech: false }
    const goesOn = { microphoneDb: -30, isSpeech: true }

    it('is learnt when it has stopped two answers and ended with them', () => {
      const gate = quietRoom()
      interrupt(gate, ends)
      expect(feed(gate, 12, louder)).toBeLessThan(0.5)
      feed(gate, 60, () => ({ microphoneDb: -70, playbackDb: SILENT }), { isSpeech: false })
      interrupt(gate, ends)
      expect(feed(gate, 60, louder)).toBeGreaterThan(0.95)
    })

    it('is a person who goes on speaking when the answer has stopped', () => {
      const gate = quietRoom()
      for (let times = 0; times < 5; times += 1) interrupt(gate, goesOn)
      expect(feed(gate, 12, louder)).toBeLessThan(0.5)
    })

    it('is a person whose voice ends while the answer goes on', () => {
      const gate = quietRoom()
      for (let times = 0; times < 5; times += 1) {
        feed(gate, 12, louder)
        feed(gate, 4, louder, { isVoice: true })
        feed(gate, 30, (block) => ({ microphoneDb: swing(block) - 40, playbackDb: swing(block) }))
        feed(gate, 30, () => ({ microphoneDb: -70, playbackDb: SILENT }), { isSpeech: false })
      }
      expect(feed(gate, 12, louder)).toBeLessThan(0.5)
    })
  })
})
