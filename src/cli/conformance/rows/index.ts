import type { Row } from '../row.ts'
import { authRows } from './auth.ts'
import { chatRows } from './chat.ts'
import { fileRows } from './files.ts'
import { httpChatRows } from './http-chat.ts'
import { inputFormRows } from './input-forms.ts'
import { jwtRows } from './jwt.ts'
import { liveTextRows } from './live-text.ts'
import { liveVoiceRows } from './live-voice.ts'
import { malformedRows } from './malformed.ts'

/** Every row, in the order of the contract. */
export const ROWS: readonly Row[] = [
  ...authRows,
  ...jwtRows,
  ...liveTextRows,
  ...liveVoiceRows,
  ...inputFormRows,
  ...malformedRows,
  ...chatRows,
  ...fileRows,
  ...httpChatRows,
]
