import { z } from 'zod'
import { failureSchema } from './failure.ts'
import { audioDeviceSchema, microphoneStateSchema, silenceSchema, soundProcessingSchema } from './view.ts'

/*
 * The audio lane: messages on the MessagePort between main and the voice renderer. Audio is in ArrayBuffers, which are
 * structured-cloned; nothing here passes through React, zustand or JSON inside the app.
 */

const binary = z.instanceof(ArrayBuffer)

export const voiceConfigSchema = z.object({
  input: z.object({
    label: z.string().nullable(),
    /** How long the microphone stays open after use, in ms: 0 for not at all, null for always. */
    keepOpenMs: z.number().nonnegative().nullable(),
    echoCancellation: z.boolean(),
    noiseSuppression: z.boolean(),
    autoGainControl: z.boolean(),
  }),
  output: z.object({ label: z.string().nullable(), volume: z.number(), muted: z.boolean() }),
  /** Audio kept from before the key press, in ms (with a warm microphone). */
  preRollMs: z.number(),
})
export type VoiceConfig = z.infer<typeof voiceConfigSchema>

/** A chunk, and the share of its samples that was heard, 0 to 1. */
export const heardChunkSchema = z.object({
  epoch: z.number().int(),
  seq: z.number().int(),
  share: z.number().min(0).max(1),
})
export type HeardChunk = z.infer<typeof heardChunkSchema>
/** How speech is told from other sound while talking is hands-free. Probabilities are the detector's, 0 to 1. */
export const handsFreeConfigSchema = z.object({
  /** From here on a frame is speech. */
  positive: z.number(),
  /** Below this a frame is silence; between the two it is what the one before was. */
  negative: z.number(),
  /** Silence that ends what is said. */
  redemptionMs: z.number(),
  /** Audio kept from before the first frame of speech. */
  padMs: z.number(),
  /** What is shorter is no speech: a click, a cough. */
  minSpeechMs: z.number(),
  /** Whether speech may stop an answer. */
  bargeIn: z.boolean(),
})
export type HandsFreeConfig = z.infer<typeof handsFreeConfigSchema>

/** main → voice */
export const toVoiceSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('configure'), config: voiceConfigSchema }),
  /** Begin a segment: the pre-roll goes out first, then frames as they come. */
  z.object({
    type: z.literal('capture-start'),
    segment: z.string(),
    /** Audio from before, in ms, when it is not to be as much as configured; at most 3000. */
    preRollMs: z.number().optional(),
    /** The speech that the segment is for: it begins with that speech and its pad. */
    speech: z.number().int().optional(),
  }),
  /** End a segment with what was said until this moment: what is still on its way goes out, then `capture-ended`. */
  z.object({ type: z.literal('capture-stop'), segment: z.string() }),
  /** Keep the microphone open for its level, which comes as `level`. */
  z.object({ type: z.literal('watch-level'), on: z.boolean() }),
  /** One chunk of reply audio: a whole file (WAV, MP3, OGG) or raw 16 kHz PCM16. Chunks of one epoch play in `seq` order. */
  z.object({
    type: z.literal('play'),
    epoch: z.number().int(),
    seq: z.number().int(),
    bytes: binary,
  }),
  /** No more chunks will come for this epoch: answer `drained` when the last has been heard. */
  z.object({ type: z.literal('play-end'), epoch: z.number().int() }),
  /** Silence at once; every chunk of this epoch or an earlier one is dead, now and later. */
  z.object({ type: z.literal('silence'), epoch: z.number().int() }),
  /** Play a short sound of the interface, at 0 to 1 of the speaker's volume. */
  z.object({
    type: z.literal('cue'),
    name: z.enum(['start', 'stop', 'error', 'ring']),
    volume: z.number().min(0).max(1),
  }),
  /** Listen for speech, and answer `hands-free-ready`; null: no more. */
  z.object({ type: z.literal('hands-free'), config: handsFreeConfigSchema.nullable() }),
  /** What is being said belongs to a segment that ended otherwise: only what begins after a pause counts as new. */
  z.object({ type: z.literal('hands-free-rearm') }),
  /** Send what reaches the speaker (after the mixer) as `tap` messages; off: what is left of it, then no more. */
  z.object({ type: z.literal('tap'), on: z.boolean() }),
])
export type ToVoice = z.infer<typeof toVoiceSchema>

/** voice → main */
export const fromVoiceSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({
    type: z.literal('devices'),
    inputs: z.array(audioDeviceSchema),
    outputs: z.array(audioDeviceSchema),
    activeInput: z.string().nullable(),
  }),
  z.object({ type: z.literal('capture-started'), segment: z.string(), preRollMs: z.number() }),
  /** Whole 16-bit samples at 16 kHz mono; `seq` counts from 0 in a segment. */
  z.object({ type: z.literal('frame'), segment: z.string(), seq: z.number().int(), pcm: binary }),
  /** `peak` is 0 to 1 over the segment: 0 means that the microphone gave digital silence. */
  z.object({
    type: z.literal('capture-ended'),
    segment: z.string(),
    frames: z.number().int(),
    peak: z.number(),
  }),
  /** `segment` is null when the microphone failed between segments. */
  z.object({ type: z.literal('capture-failed'), segment: z.string().nullable(), failure: failureSchema }),
  z.object({ type: z.literal('capture-recovered') }),
  z.object({
    type: z.literal('microphone'),
    microphone: microphoneStateSchema,
    processing: soundProcessingSchema.nullable(),
  }),
  /** Peak of the microphone, 0 to 1, at most 15 times a second, while it is watched. */
  z.object({ type: z.literal('level'), peak: z.number() }),
  /** What is heard in the segment that runs: nothing for a while, or (null) something again. */
  z.object({ type: z.literal('silence'), silence: silenceSchema.nullable() }),
  /** The microphone is open and the detector listens. */
  z.object({ type: z.literal('hands-free-ready') }),
  /** The detector can't listen; it has stopped. */
  z.object({ type: z.literal('hands-free-failed'), failure: failureSchema }),
  /** Somebody may have begun to speak. `speech` counts up. Then: `speech-ended`, or `speech-misfired`. */
  z.object({ type: z.literal('speech-started'), speech: z.number().int() }),
  /** It is surely speech, and not the answer that the loudspeaker plays: it may stop an answer. Comes before the end, or not. */
  z.object({ type: z.literal('speech-confirmed'), speech: z.number().int() }),
  z.object({ type: z.literal('speech-ended'), speech: z.number().int() }),
  /** It was too short to be speech. */
  z.object({ type: z.literal('speech-misfired'), speech: z.number().int() }),
  z.object({ type: z.literal('chunk-started'), epoch: z.number().int(), seq: z.number().int() }),
  /** How much of the chunk at the speaker was heard, some times a second. */
  z.object({ type: z.literal('chunk-progress'), ...heardChunkSchema.shape }),
  z.object({
    type: z.literal('chunk-failed'),
    epoch: z.number().int(),
    seq: z.number().int(),
    failure: failureSchema,
  }),
  z.object({ type: z.literal('drained'), epoch: z.number().int() }),
  /** What is left of this epoch will not be heard: there is no device that could play it. */
  z.object({ type: z.literal('unplayed'), epoch: z.number().int() }),
  /** Silent. `heard` is the chunk that was cut and how much of it was heard; null when none was at the speaker. */
  z.object({ type: z.literal('silenced'), epoch: z.number().int(), heard: heardChunkSchema.nullable() }),
  z.object({ type: z.literal('playback-failed'), failure: failureSchema }),
  /** What `playback-failed` told of is over. */
  z.object({ type: z.literal('playback-recovered') }),
  /** Mono float samples after the mixer, and their rate in Hz. `isLast`: the tap was closed, and no more will come. */
  z.object({ type: z.literal('tap'), samples: binary, sampleRate: z.number(), isLast: z.boolean() }),
])
export type FromVoice = z.infer<typeof fromVoiceSchema>
