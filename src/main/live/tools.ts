import { parseToolCall, parseToolCallResult } from '../../shared/live-api/parse.ts'
import type { ToolView } from '../../shared/view.ts'

/** Cards in one reply, and characters of a tool's arguments, result or name. */
const MAX_TOOLS = 200
const MAX_TOOL_CHARS = 65_536
const MAX_NAME_CHARS = 300

/** Adds the card of a `tool_call`, whose `data` is a JSON string. What can't be read, or came before, changes nothing. */
export function withToolCall(tools: readonly ToolView[], data: string): ToolView[] {
  const call = parseToolCall(data)
  const id = call?.id.slice(0, MAX_NAME_CHARS)
  if (
    call === null ||
    id === undefined ||
    tools.length >= MAX_TOOLS ||
    tools.some((tool) => tool.id === id)
  ) {
    return [...tools]
  }
  const args = call.args === undefined ? '' : JSON.stringify(call.args).slice(0, MAX_TOOL_CHARS)
  return [...tools, { id, name: call.name.slice(0, MAX_NAME_CHARS), args, result: null, status: 'running' }]
}

/** Puts a `tool_call_result` on its card. */
export function withToolResult(tools: readonly ToolView[], data: string): ToolView[] {
  const answer = parseToolCallResult(data)
  if (answer === null) return [...tools]
  const { result } = answer
  const text = typeof result === 'string' ? result : JSON.stringify(result ?? null)
  const id = answer.id.slice(0, MAX_NAME_CHARS)
  return tools.map((tool) =>
    tool.id === id && tool.status === 'running'
      ? { ...tool, result: text.slice(0, MAX_TOOL_CHARS), status: 'done' }
      : tool,
  )
}

/** Of parallel calls only the last gets a result from the reference server: the others are closed at the end. */
export function withToolsClosed(tools: readonly ToolView[]): ToolView[] {
  return tools.map((tool) => (tool.status === 'running' ? { ...tool, status: 'closed' } : tool))
}

/** The name in what a server says of a file that it can't give: `[IMAGE]name`. */
export function rawName(raw: string, otherwise: string): string {
  const name = withoutMark(raw).slice(0, MAX_NAME_CHARS)
  // Bytes that could not be read are no name.
  return name === '' || /^(data:|base64:\/\/)/i.test(name) ? otherwise : name
}

/** What a server says of a file, without the `[IMAGE]` before it. */
export function withoutMark(raw: string): string {
  return raw.replace(/^\[(IMAGE|RECORD|FILE|VIDEO)\]/, '')
}
