import { ArrowDown } from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { ReactNode, RefObject } from 'react'
import { Virtuoso } from 'react-virtuoso'
import type { VirtuosoHandle } from 'react-virtuoso'
import { claimedBy } from '../../../shared/claimed-drafts.ts'
import type { EventPayload } from '../../../shared/ipc/events.ts'
import type { ConnectionSnapshot, DraftAttachment, TurnView } from '../../../shared/view.ts'
import { IconButton } from '../../ui/components/button.tsx'
import { useText } from '../../ui/text.tsx'
import { followsEnd } from './stick.ts'
import type { ScrollPosition } from './stick.ts'
import { Turn } from './turn.tsx'

interface TranscriptProps {
  turns: TurnView[]
  /** Files that are not sent yet; those that a turn has claimed are shown with it. */
  drafts: readonly DraftAttachment[]
  connection: ConnectionSnapshot
  /** Grows when something was sent from this window. */
  sent: number
  /** What the window was asked to show: perhaps one of the turns. */
  shown: EventPayload<'chat.show'>
}

/** How long a turn that was asked for stands out, in ms. */
const POINT_MS = 1600

const END = { index: 'LAST', align: 'end' } as const

/** The turns of the conversation. It follows the end until the reader scrolls up. */
export function Transcript({ turns, drafts, connection, sent, shown }: TranscriptProps): ReactNode {
  const t = useText()
  const list = useRef<VirtuosoHandle>(null)
  const { following, watch } = useFollowing()
  const offline = connection.status !== 'connected'

  const toEnd = useCallback(() => {
    list.current?.scrollToIndex(END)
  }, [])

  useEffect(() => {
    if (sent > 0) toEnd()
  }, [sent, toEnd])

  const pointed = usePointed(turns, shown, list)

  return (
    <div className="transcript">
      <Virtuoso
        ref={list}
        className="transcript-list"
        data={turns}
        role="log"
        aria-label={t('transcript.label')}
        // Announced by the window's own live region, in sentences and not by the letter.
        aria-live="off"
        tabIndex={0}
        scrollerRef={watch}
        initialTopMostItemIndex={END}
        increaseViewportBy={600}
        computeItemKey={(_, turn) => turn.id}
        itemContent={(_, turn) => (
          <div className={turn.id === pointed ? 'pointed' : undefined}>
            <Turn turn={turn} drafts={claimedDrafts(turn, drafts)} offline={offline} />
          </div>
        )}
        components={{ Header: Gap, Footer: Gap }}
      />
      {!following && (
        <IconButton className="jump" label={t('transcript.jumpToEnd')} onClick={toEnd}>
          <ArrowDown size={18} aria-hidden />
        </IconButton>
      )}
    </div>
  )
}

/** Scrolls to the turn that was asked for, once each time, and gives its id while it is to stand out. */
function usePointed(
  turns: readonly TurnView[],
  shown: EventPayload<'chat.show'>,
  list: RefObject<VirtuosoHandle | null>,
): string | null {
  const { turnId } = shown
  const [done, setDone] = useState<EventPayload<'chat.show'> | null>(null)
  const index = done === shown || turnId === undefined ? -1 : turns.findIndex(({ id }) => id === turnId)
  useEffect(() => {
    if (index < 0) return
    // The list measures its rows first; until then it would not know where the turn is.
    const frame = requestAnimationFrame(() => list.current?.scrollToIndex({ index, align: 'start' }))
    const timer = setTimeout(() => {
      setDone(shown)
    }, POINT_MS)
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
    }
  }, [index, shown, list])
  return index < 0 ? null : (turnId ?? null)
}

const NO_DRAFTS: readonly DraftAttachment[] = []

/** Its drafts in their order. The same array for every turn without any: such a turn is not drawn again. */
function claimedDrafts(turn: TurnView, drafts: readonly DraftAttachment[]): readonly DraftAttachment[] {
  const claimed = claimedBy(turn)
  return claimed.length === 0 ? NO_DRAFTS : drafts.filter(({ id }) => claimed.includes(id))
}

/** Keeps the scroller at its end while the reader is there: rows, the window and the composer all change their height. */
function useFollowing() {
  const [following, setFollowing] = useState(true)
  const stop = useRef<(() => void) | null>(null)

  const watch = useCallback((element: HTMLElement | Window | null) => {
    stop.current?.()
    stop.current = null
    if (!(element instanceof HTMLElement)) return
    let isFollowing = true
    let before: ScrollPosition = position(element)
    const onScroll = () => {
      const now = position(element)
      isFollowing = followsEnd(isFollowing, before, now)
      before = now
      setFollowing(isFollowing)
    }
    const sizes = new ResizeObserver(() => {
      if (isFollowing) element.scrollTop = element.scrollHeight
    })
    sizes.observe(element)
    // The list grows by its rows and by the padding that stands for rows out of sight.
    for (const part of element.querySelectorAll(':scope > * > *')) sizes.observe(part, { box: 'border-box' })
    element.addEventListener('scroll', onScroll, { passive: true })
    stop.current = () => {
      sizes.disconnect()
      element.removeEventListener('scroll', onScroll)
    }
  }, [])

  return { following, watch }
}

function position({ scrollTop, scrollHeight, clientHeight }: HTMLElement): ScrollPosition {
  return { scrollTop, scrollHeight, clientHeight }
}

function Gap(): ReactNode {
  return <div className="transcript-gap" />
}
