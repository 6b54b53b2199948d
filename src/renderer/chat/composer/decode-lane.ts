/** One picture is decoded at a time: each takes four bytes a pixel while it lasts. */
let last: Promise<unknown> = Promise.resolve()

/** Runs `work` when all that was asked before is done, whatever became of it. */
export function inDecodeLane<T>(work: () => Promise<T>): Promise<T> {
  const mine = last.then(work, work)
  last = mine.catch(() => undefined)
  return mine
}

/** The bytes of a draft's picture. Rejects when it is not there any more. */
export async function draftPicture(id: string): Promise<Blob> {
  const response = await fetch(`/draft/${encodeURIComponent(id)}`)
  if (!response.ok) throw new Error(`the picture of a draft: ${response.status}`)
  return response.blob()
}
