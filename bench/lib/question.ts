import { join } from 'node:path'
import { ROOT } from '../../tools/launch/launch-app.ts'

/** The recording that comes with Parley: a short question with a short answer, 2 s. */
export const QUESTION = join(ROOT, 'resources/demo/question.wav')
