import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanTranscript, joinTranscripts } from '../../../../src/server/speech/clean-transcript.ts'
import { groupSpeech } from '../../../../src/server/speech/segments.ts'
import type { Span } from '../../../../src/server/speech/segments.ts'
import { decodeWav, encodeWav, readWavInfo, wavSeconds } from '../../../../src/shared/wav.ts'

describe('WAV', () => {
  it('comes back as it went in', () => {
    fc.assert(
      fc.property(fc.int16Array({ maxLength: 500 }), fc.constantFrom(8000, 16_000, 48_000), (pcm, rate) => {
        const wav = encodeWav(pcm, rate)
        expect(decodeWav(wav)).toEqual({ pcm, sampleRate: rate })
        expect(wavSeconds(readWavInfo(wav) as never)).toBeCloseTo(pcm.length / rate)
      }),
    )
  })

  it('is read past unknown chunks, and mixed down', () => {
    const plain = encodeWav(Int16Array.of(100, 300, -100, -300), 16_000)
    const list = Uint8Array.from([0x4c, 0x49, 0x53, 0x54, 3, 0, 0, 0, 1, 2, 3, 0])
    const stereo = new Uint8Array([...plain.subarray(0, 36), ...list, ...plain.subarray(36)])
    stereo[22] = 2
    expect(decodeWav(stereo)).toEqual({ pcm: Int16Array.of(200, -200), sampleRate: 16_000 })
  })

  it.each([
    ['empty', new Uint8Array(0)],
    ['not a WAV', new Uint8Array(100)],
    ['a header alone', encodeWav(new Int16Array(0), 16_000).subarray(0, 30)],
  ])('%s is refused', (_, bytes) => {
    expect(decodeWav(bytes)).toBeNull()
  })

  it('that claims more than it holds gives what it holds', () => {
    expect(decodeWav(encodeWav(Int16Array.of(1, 2, 3), 16_000).subarray(0, 48))?.pcm).toEqual(
      Int16Array.of(1, 2),
    )
  })
})

describe('groupSpeech', () => {
  const cases = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 900 })), { maxLength: 30 })
    .map((gaps) => {
      const speech: Span[] = []
      let at = 0
      for (const [pause, length] of gaps) {
        speech.push({ start: at + pause, end: at + pause + length })
        at += pause + length
      }
      return { speech, total: at + 50 }
    })

  it('keeps every sample of speech in exactly one segment, none too long', () => {
    fc.assert(
      fc.property(cases, ({ speech, total }) => {
        const segments = groupSpeech(speech, { total, longest: 1000, pad: 20 })
        segments.forEach((segment, i) => {
          expect(segment.end - segment.start).toBeLessThanOrEqual(1000)
          expect(segment.end).toBeGreaterThan(segment.start)
          expect(segment.start).toBeGreaterThanOrEqual(segments[i - 1]?.end ?? 0)
        })
        expect(segments.at(-1)?.end ?? 0).toBeLessThanOrEqual(total)
        for (const span of speech) {
          const covered = segments.reduce(
            (sum, segment) =>
              sum + Math.max(0, Math.min(span.end, segment.end) - Math.max(span.start, segment.start)),
            0,
          )
          expect(covered).toBe(span.end - span.start)
        }
      }),
    )
  })

  it('cuts in pauses and pads both ends', () => {
    const speech = [
      { start: 100, end: 700 },
      { start: 900, end: 1500 },
    ]
    expect(groupSpeech(speech, { total: 2000, longest: 1000, pad: 50 })).toEqual([
      { start: 50, end: 750 },
      { start: 850, end: 1550 },
    ])
  })

  it('has nothing to recognise without speech', () => {
    expect(groupSpeech([], { total: 1000, longest: 100, pad: 10 })).toEqual([])
  })
})

describe('cleanTranscript', () => {
  it.each([
    [' what time is it?', 'What time is it?'],
    ['Hello ,  world .', 'Hello, world.'],
    ['[BLANK_AUDIO]', ''],
    ['(music) Hello', 'Hello'],
    ['<|en|><|NEUTRAL|>hi', 'Hi'],
    ['...', ''],
    ['. Yes.', 'Yes.'],
    ['\u0000a\uFFFDb', 'A b'],
    ['你好。', '你好。'],
  ])('%j becomes %j', (raw, text) => {
    expect(cleanTranscript(raw)).toBe(text)
  })

  it('joins segments, without a space after Chinese', () => {
    expect(joinTranscripts(['One.', '', 'Two.'])).toBe('One. Two.')
    expect(joinTranscripts(['你好。', '再见。'])).toBe('你好。再见。')
  })
})
