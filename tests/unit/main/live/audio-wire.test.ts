import { describe, expect, it } from 'vitest'
import { decodeAudio, lengthMs, speakingPart, speakingParts } from '../../../../src/main/live/audio-wire.ts'
import { encodeWav } from '../../../../src/shared/wav.ts'

const pcm = (bytes: number): Uint8Array => Uint8Array.from({ length: bytes }, (_, index) => index % 251)

describe('audio on the wire', () => {
  it('is one frame of valid JSON with standard base64, also for a view into a larger buffer', () => {
    const frame = pcm(2000).subarray(101, 741)
    const parsed = JSON.parse(speakingPart(frame)) as { t: string; data: string }
    expect(parsed.t).toBe('speaking_part')
    expect(Buffer.from(parsed.data, 'base64')).toEqual(Buffer.from(frame))
  })

  it('goes out again in pieces of whole samples that join to the same bytes', () => {
    const kept = Array.from({ length: 77 }, () => pcm(642))
    const parts = [...speakingParts(kept)].map((text) =>
      Buffer.from((JSON.parse(text) as { data: string }).data, 'base64'),
    )
    expect(parts.every((part) => part.byteLength % 2 === 0 && part.byteLength <= 16_000)).toBe(true)
    expect(Buffer.concat(parts)).toEqual(Buffer.concat(kept))
    expect([...speakingParts([])]).toEqual([])
  })

  it('comes in as bytes of its own, which can be transferred', () => {
    for (const bytes of [4, 100_000]) {
      const audio = decodeAudio(Buffer.from(pcm(bytes)).toString('base64'))
      expect(audio?.ref).toEqual(pcm(bytes))
      expect(audio?.ref.buffer.byteLength).toBe(bytes)
    }
    expect(decodeAudio('')).toBeNull()
    expect(decodeAudio('!!!!')).toBeNull()
  })

  it('has a length: exact for WAV, else at least as long as it can be', () => {
    expect(lengthMs(encodeWav(new Int16Array(22_050), 22_050))).toBe(1001)
    // A minute of MP3 at 32 kbit/s.
    expect(lengthMs(new Uint8Array(240_000))).toBeGreaterThanOrEqual(60_000)
    expect(lengthMs(Uint8Array.from([...encodeWav(new Int16Array(10), 0)]))).toBeGreaterThan(0)
  })
})
