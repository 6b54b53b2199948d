import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'
import type { Failure } from '../../shared/failure.ts'
import type { ParleyBridge } from '../../shared/ipc/bridge.ts'
import type { Settings } from '../../shared/settings.ts'
import type { AppView } from '../../shared/view.ts'
import { INITIAL_SYNC, onPatch, onSnapshot, onSnapshotFailed, startSync } from './view-sync.ts'
import type { SyncState } from './view-sync.ts'

/** What a window shows: copies of main's facts. Nothing is written here first. */
export interface AppStore {
  readonly view: AppView | null
  readonly settings: Settings | null
  /** Why main could not be asked, while that lasts. */
  readonly trouble: Failure | null
}

/** Time before main is asked again when it could not answer, in ms. */
const ASK_AGAIN_MS = 1000

/** Makes the store of a window and keeps it true by main's snapshots and patches. */
export function connectStore(bridge: ParleyBridge): StoreApi<AppStore> {
  const store = createStore<AppStore>(() => ({ view: null, settings: null, trouble: null }))
  let sync: SyncState = INITIAL_SYNC

  const take = (step: { state: SyncState; ask: boolean }) => {
    sync = step.state
    if (sync.view !== store.getState().view) store.setState({ view: sync.view })
    if (step.ask) void askForView()
  }
  const askForView = async () => {
    const answer = await bridge.invoke('view.get', undefined)
    if (answer.ok) {
      store.setState({ trouble: null })
      take(onSnapshot(sync, answer.data))
    } else {
      store.setState({ trouble: answer.error })
      window.setTimeout(() => {
        take(onSnapshotFailed(sync))
      }, ASK_AGAIN_MS)
    }
  }
  const askForSettings = async () => {
    const answer = await bridge.invoke('settings.get', undefined)
    if (answer.ok) store.setState({ settings: answer.data })
    else window.setTimeout(() => void askForSettings(), ASK_AGAIN_MS)
  }

  bridge.on('view.patch', (patch) => {
    take(onPatch(sync, patch))
  })
  bridge.on('settings.changed', (settings) => {
    store.setState({ settings })
  })
  take(startSync(sync))
  void askForSettings()
  return store
}
