import { z } from 'zod'

/*
 * Settings about files of messages. What is kept has defaults; a patch has none, because an absent key must
 * stay absent.
 */

const speech = {
  /** What the person speaks, for the recogniser that Parley carries: it knows English. `interface`: like the interface. */
  language: z.enum(['interface', 'en', 'zh-CN']),
  /** Show the words that were recognised here, to correct them, before they go out with files. */
  confirmWords: z.boolean(),
}

const media = {
  /** Disk space for copies of files that servers sent, in millions of bytes. */
  cacheMegabytes: z.int().min(50).max(20_000),
}

export const speechSettingsSchema = z.object({
  language: speech.language.default('interface'),
  confirmWords: speech.confirmWords.default(false),
})

export const mediaSettingsSchema = z.object({ cacheMegabytes: media.cacheMegabytes.default(512) })

export const speechPatchSchema = z.strictObject(speech).partial()

export const mediaPatchSchema = z.strictObject(media).partial()
