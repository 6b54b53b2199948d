import { useEffect } from 'react'
import { MAX_PASTED_BYTES } from '../../../shared/ipc/limits.ts'
import type { DraftAttachment } from '../../../shared/view.ts'
import { draftPicture, inDecodeLane } from './decode-lane.ts'
import { fitSize } from './picture-size.ts'

/** For formats that lose something, from 0 to 1: hardly to be told from the original, at a fraction of its size. */
const QUALITY = 0.9

/** What this window is at work on: a view that comes again must not begin it again. */
const inWork = new Set<string>()

/** Makes the smaller copies that main asks for: only a window can decode. */
export function useScaling(drafts: readonly DraftAttachment[]): void {
  useEffect(() => {
    for (const draft of drafts) if (draft.scaleTo !== null) void scaleDraft(draft, draft.scaleTo)
  }, [drafts])
}

async function scaleDraft(draft: DraftAttachment, maxSide: number): Promise<void> {
  const work = `${draft.id} ${maxSide}`
  if (inWork.has(work)) return
  inWork.add(work)
  try {
    const bytes = await inDecodeLane(() => scaled(draft, maxSide)).catch(() => null)
    await window.parley.invoke('attachment.scaled', { draft: draft.id, bytes })
  } finally {
    inWork.delete(work)
  }
}

/** The copy, in the format of the original and upright; null when there can be none. */
async function scaled(
  { id, picture, contentType }: DraftAttachment,
  maxSide: number,
): Promise<ArrayBuffer | null> {
  if (!picture || contentType === null) return null
  const { width, height } = fitSize(picture, maxSide)
  const bitmap = await createImageBitmap(await draftPicture(id), {
    resizeWidth: width,
    resizeHeight: height,
    resizeQuality: 'high',
  })
  const canvas = new OffscreenCanvas(width, height)
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0)
  bitmap.close()
  const copy = await canvas.convertToBlob({ type: contentType, quality: QUALITY })
  // A format that can't be written comes back as another one.
  return copy.type === contentType && copy.size <= MAX_PASTED_BYTES ? copy.arrayBuffer() : null
}
