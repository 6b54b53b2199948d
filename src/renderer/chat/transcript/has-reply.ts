import type { TurnView } from '../../../shared/view.ts'

/** Whether there is anything of an answer to show. */
export function hasReply({ reply }: TurnView): boolean {
  return reply.text !== '' || reply.tools.length > 0 || reply.attachments.length > 0
}
