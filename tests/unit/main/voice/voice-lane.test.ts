import { beforeEach, expect, test } from 'vitest'
import { VoiceLane } from '../../../../src/main/voice/voice-lane.ts'
import type { LanePort } from '../../../../src/main/voice/voice-lane.ts'
import type { AudioSnapshot } from '../../../../src/shared/view.ts'
import type { FromVoice, ToVoice } from '../../../../src/shared/voice-port.ts'

/** The window's end of a lane, held by the test. */
function makePort() {
  const sent: ToVoice[] = []
  let listener: (data: unknown) => void = () => undefined
  let closed = false
  const port: LanePort = {
    postMessage: (message) => sent.push(message),
    onMessage: (each) => (listener = each),
    close: () => (closed = true),
  }
  return {
    port,
    sent,
    say: (message: FromVoice | object) => {
      listener(message)
    },
    isClosed: () => closed,
  }
}

let calls: string[]
let audio: AudioSnapshot | null
let lane: VoiceLane

const config = {
  input: {
    label: null,
    keepOpenMs: null,
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
  },
  output: { label: null, volume: 1, muted: false },
  preRollMs: 300,
}

beforeEach(() => {
  calls = []
  audio = null
  lane = new VoiceLane({
    frame: (segment, pcm) => calls.push(`frame ${segment} ${[...pcm].join(',')}`),
    captureStarted: (segment, preRollMs) => calls.push(`started ${segment} ${preRollMs}`),
    captureEnded: (segment, peak) => calls.push(`ended ${segment} ${peak}`),
    captureFailed: (segment, problem) => calls.push(`failed ${segment} ${problem.code}`),
    explain: (problem) => problem,
    chunkStarted: (epoch, seq) => calls.push(`chunk ${epoch}.${seq}`),
    chunkFailed: (epoch, seq, problem) => calls.push(`chunk failed ${epoch}.${seq} ${problem.code}`),
    speaker: (problem) => calls.push(`speaker ${problem?.code ?? 'works'}`),
    unplayed: (epoch) => calls.push(`unplayed ${epoch}`),
    drained: (epoch) => calls.push(`drained ${epoch}`),
    audio: (snapshot) => (audio = snapshot),
    level: (peak) => calls.push(`level ${peak}`),
    detector: ({ type }) => calls.push(`detector ${type}`),
    tap: (samples, rate) => calls.push(`tap ${samples.length} ${rate}`),
    bad: (reason) => calls.push(`bad ${reason.length > 0}`),
    chunkProgress: ({ seq, share }) => calls.push(`progress ${seq} ${share}`),
    silenced: (epoch, heard) => calls.push(`silenced ${epoch} ${heard?.share ?? '-'}`),
  })
})

test('what was configured before the window was ready reaches it when it is', () => {
  lane.configure(config)
  const window = makePort()
  lane.attach(window.port)
  expect(window.sent).toEqual([])
  window.say({ type: 'ready' })
  expect(window.sent).toEqual([{ type: 'configure', config }])
})

test('a key press before the window is ready starts the capture as soon as it is', () => {
  const window = makePort()
  lane.attach(window.port)
  lane.startCapture('t1')
  window.say({ type: 'ready' })
  expect(window.sent).toContainEqual({ type: 'capture-start', segment: 't1' })
})

test('hands-free that was on before the window died is on again when it is back', () => {
  const [old, fresh] = [makePort(), makePort()]
  const handsFree = {
    positive: 0.3,
    negative: 0.25,
    redemptionMs: 1400,
    padMs: 800,
    minSpeechMs: 400,
    bargeIn: true,
  }
  lane.attach(old.port)
  old.say({ type: 'ready' })
  lane.setHandsFree(handsFree)
  lane.detach(null)
  lane.attach(fresh.port)
  fresh.say({ type: 'ready' })
  const message = { type: 'hands-free', config: handsFree }
  expect([old.sent, fresh.sent]).toEqual([[message], [message]])
  lane.startCapture('t1', 7)
  expect(fresh.sent.at(-1)).toEqual({ type: 'capture-start', segment: 't1', speech: 7 })
})

test('what the detector says is passed on', () => {
  const window = makePort()
  lane.attach(window.port)
  window.say({ type: 'hands-free-ready' })
  window.say({ type: 'speech-started', speech: 1 })
  window.say({ type: 'speech-misfired', speech: 1 })
  expect(calls).toEqual(['detector ready', 'detector speech-started', 'detector speech-misfired'])
})

test('a press and release before the window is ready fail with a reason', () => {
  lane.startCapture('t1')
  lane.stopCapture('t1')
  expect(calls).toEqual(['failed t1 AUDIO_FAILED'])
})

test('a chunk crosses as just its own bytes, not the pool behind them', () => {
  const window = makePort()
  lane.attach(window.port)
  window.say({ type: 'ready' })
  const pool = Uint8Array.from([9, 9, 1, 2, 3, 9])
  lane.play(4, 0, pool.subarray(2, 5))
  const message = window.sent.find((each) => each.type === 'play')
  expect([...new Uint8Array(message?.type === 'play' ? message.bytes : new ArrayBuffer(0))]).toEqual([
    1, 2, 3,
  ])
})

test('frames come as bytes', () => {
  const window = makePort()
  lane.attach(window.port)
  window.say({ type: 'frame', segment: 't1', seq: 0, pcm: Uint8Array.from([1, 2]).buffer })
  expect(calls).toEqual(['frame t1 1,2'])
})

test('when the window dies, its segment fails and what it was playing is over', () => {
  const window = makePort()
  lane.attach(window.port)
  window.say({ type: 'ready' })
  lane.play(3, 0, new Uint8Array(4))
  lane.detach('t9')
  expect(calls).toEqual(['failed t9 AUDIO_FAILED', 'unplayed 3', 'detector lost'])
  expect(window.isClosed()).toBe(true)
  expect(audio?.problem?.code).toBe('AUDIO_FAILED')
})

test('tells how far a chunk is, and what silence cut', () => {
  const window = makePort()
  lane.attach(window.port)
  window.say({ type: 'chunk-progress', epoch: 1, seq: 2, share: 0.25 })
  window.say({ type: 'silenced', epoch: 1, heard: { epoch: 1, seq: 2, share: 0.5 } })
  window.say({ type: 'chunk-progress', epoch: 1, seq: 2, share: 1.5 })
  expect(calls).toEqual(['progress 2 0.25', 'silenced 1 0.5', 'bad true'])
})

test('without a window silence is there at once', () => {
  lane.silence(4)
  expect(calls).toEqual(['silenced 4 -'])
})

test('without a window a reply still ends', () => {
  lane.play(1, 0, new Uint8Array(4))
  lane.playEnd(1)
  expect(calls).toEqual(['unplayed 1'])
})

test('a message that is not in the contract is counted and dropped', () => {
  const window = makePort()
  lane.attach(window.port)
  window.say({ type: 'frame', segment: 't1', seq: 0, pcm: 'AAAA' })
  window.say({ type: 'nonsense' })
  expect(calls).toEqual(['bad true', 'bad true'])
})

test('a microphone problem shows until the microphone works again', () => {
  const window = makePort()
  lane.attach(window.port)
  window.say({ type: 'ready' })
  window.say({
    type: 'capture-failed',
    segment: null,
    failure: { code: 'MIC_LOST', message: 'unplugged', retryable: true },
  })
  expect(audio?.problem?.code).toBe('MIC_LOST')
  window.say({ type: 'capture-recovered' })
  expect(audio?.problem).toBeNull()
})

test('a speaker that is lost is told of, and that it is back', () => {
  const window = makePort()
  lane.attach(window.port)
  const failure = { code: 'SPEAKER_LOST', message: 'unplugged', retryable: true }
  window.say({ type: 'playback-failed', failure })
  window.say({ type: 'playback-recovered' })
  expect(calls).toEqual(['speaker SPEAKER_LOST', 'speaker works'])
})

test('an old port that still speaks is not heard', () => {
  const [old, fresh] = [makePort(), makePort()]
  lane.attach(old.port)
  lane.attach(fresh.port)
  old.say({ type: 'drained', epoch: 1 })
  expect(calls).toEqual([])
})
