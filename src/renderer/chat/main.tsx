import { createRoot } from 'react-dom/client'
import { connectStore } from '../ui/app-store.ts'
import '../ui/components/components.css'
import '../ui/theme.css'
import { App } from './app.tsx'
import './app.css'
import './composer/composer.css'
import './composer/drafts.css'
import './introduction/introduction.css'
import './settings/settings.css'
import './transcript/transcript.css'

const root = document.querySelector('#root')
if (!root) throw new Error('The page has no #root.')

createRoot(root).render(<App store={connectStore(window.parley)} />)
